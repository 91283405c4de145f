namespace JinaSharp.Client;

/// <summary>What happens to the images of a page.</summary>
public enum ReaderImages
{
    /// <summary>They stay.</summary>
    All = 0,

    /// <summary>They go.</summary>
    None,

    /// <summary>Their descriptions stay.</summary>
    Alt,

    /// <summary>As all, with placeholders.</summary>
    AllPlaceholders,

    /// <summary>As the descriptions, with placeholders.</summary>
    AltPlaceholders,
}
