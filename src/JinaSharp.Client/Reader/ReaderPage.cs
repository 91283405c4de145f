using System.Text.Json;

namespace JinaSharp.Client;

/// <summary>A page as the Reader or the search gives it. Null is what was not asked for or is not there.</summary>
public sealed record ReaderPage
{
    /// <summary>The title.</summary>
    public string? Title { get; init; }

    /// <summary>The description.</summary>
    public string? Description { get; init; }

    /// <summary>The address.</summary>
    public string? Url { get; init; }

    /// <summary>The content as Markdown.</summary>
    public string? Content { get; init; }

    /// <summary>The HTML.</summary>
    public string? Html { get; init; }

    /// <summary>The plain text.</summary>
    public string? Text { get; init; }

    /// <summary>The address of a picture of the first screen; it expires.</summary>
    public string? ScreenshotUrl { get; init; }

    /// <summary>The address of a picture of the whole page; it expires.</summary>
    public string? PageshotUrl { get; init; }

    /// <summary>The links.</summary>
    public IReadOnlyList<ReaderLink> Links { get; init; } = [];

    /// <summary>The images.</summary>
    public IReadOnlyList<ReaderLink> Images { get; init; } = [];

    /// <summary>The chunks of the content.</summary>
    public IReadOnlyList<string> Chunks { get; init; } = [];

    /// <summary>When it was published, as the page says.</summary>
    public string? PublishedTime { get; init; }

    /// <summary>The date that the search gives.</summary>
    public string? Date { get; init; }

    /// <summary>The address of the site's icon.</summary>
    public string? Favicon { get; init; }

    /// <summary>The address of the picture, in a search for images.</summary>
    public string? ImageUrl { get; init; }

    /// <summary>The number of pages of a PDF.</summary>
    public int? PageCount { get; init; }

    /// <summary>What the service remarks, such as an error status of the page.</summary>
    public string? Warning { get; init; }

    /// <summary>What the page cost.</summary>
    public long? Tokens { get; init; }

    /// <summary>The page's meta tags.</summary>
    public JsonElement? Metadata { get; init; }
}
