namespace JinaSharp.Pipelines;

/// <summary>How a file is read.</summary>
public enum DocumentKind
{
    /// <summary>Plain text.</summary>
    Text = 0,

    /// <summary>Markdown: headings are kept as titles of chunks.</summary>
    Markdown,

    /// <summary>HTML: the main content.</summary>
    Html,

    /// <summary>Source code.</summary>
    Code,

    /// <summary>JSON lines: every line is a record.</summary>
    JsonLines,

    /// <summary>CSV or TSV: every row is a record.</summary>
    Csv,
}
