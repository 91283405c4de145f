namespace JinaSharp.Client;

/// <summary>How Markdown is written. Null is the service's default.</summary>
public sealed record ReaderMarkdownStyle
{
    /// <summary><c>setext</c> or <c>atx</c>.</summary>
    public string? HeadingStyle { get; init; }

    /// <summary>A horizontal rule, up to 128 characters.</summary>
    public string? HorizontalRule { get; init; }

    /// <summary><c>-</c>, <c>+</c> or <c>*</c>.</summary>
    public string? BulletMarker { get; init; }

    /// <summary><c>_</c> or <c>*</c>.</summary>
    public string? EmphasisDelimiter { get; init; }

    /// <summary><c>**</c> or <c>__</c>.</summary>
    public string? StrongDelimiter { get; init; }

    /// <summary><c>inlined</c>, <c>referenced</c> or <c>discarded</c>.</summary>
    public string? LinkStyle { get; init; }

    /// <summary><c>full</c>, <c>collapsed</c>, <c>shortcut</c> or <c>discarded</c>.</summary>
    public string? LinkReferenceStyle { get; init; }
}
