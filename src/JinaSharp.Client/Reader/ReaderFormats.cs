namespace JinaSharp.Client;

/// <summary>What the Reader gives of a page. Several can be combined.</summary>
[Flags]
public enum ReaderFormats
{
    /// <summary>The default: the main content as Markdown.</summary>
    None = 0,

    /// <summary>The main content as Markdown.</summary>
    Content = 1,

    /// <summary>The whole page as Markdown.</summary>
    Markdown = 2,

    /// <summary>The HTML.</summary>
    Html = 4,

    /// <summary>The plain text.</summary>
    Text = 8,

    /// <summary>The address of a picture of the first screen.</summary>
    Screenshot = 16,

    /// <summary>The address of a picture of the whole page.</summary>
    Pageshot = 32,

    /// <summary>What a vision model reads from a picture of the page.</summary>
    Vlm = 64,

    /// <summary>What ReaderLM-v2 makes of the HTML.</summary>
    ReaderLm = 128,
}
