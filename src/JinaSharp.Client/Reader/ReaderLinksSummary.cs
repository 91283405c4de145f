namespace JinaSharp.Client;

/// <summary>Whether the links of a page are listed.</summary>
public enum ReaderLinksSummary
{
    /// <summary>They are not.</summary>
    None = 0,

    /// <summary>Each text once.</summary>
    Unique,

    /// <summary>Every link.</summary>
    All,

    /// <summary>In the form that GPT-OSS models use.</summary>
    GptOss,
}
