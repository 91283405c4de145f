namespace JinaSharp.Client;

/// <summary>What happens to the links of a page.</summary>
public enum ReaderLinks
{
    /// <summary>They stay.</summary>
    All = 0,

    /// <summary>They go.</summary>
    None,

    /// <summary>Their texts stay.</summary>
    Text,

    /// <summary>Numbered, in the form that GPT-OSS models use.</summary>
    GptOss,
}
