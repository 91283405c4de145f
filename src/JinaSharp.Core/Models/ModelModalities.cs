namespace JinaSharp;

/// <summary>What kinds of input a model takes.</summary>
[Flags]
public enum ModelModalities
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Text, source code included.</summary>
    Text = 1,

    /// <summary>Images.</summary>
    Image = 2,

    /// <summary>PDF documents; one vector a page.</summary>
    Pdf = 4,

    /// <summary>Audio.</summary>
    Audio = 8,

    /// <summary>Video.</summary>
    Video = 16,
}
