namespace JinaSharp.Pipelines.Reading;

/// <summary>A stretch of a document's text with what is known about its structure.</summary>
internal sealed class TextSection
{
    public required string Text { get; init; }

    public required LineMap Lines { get; init; }

    /// <summary>Whether this goes on where the section before ended. Otherwise no chunk reaches over from there.</summary>
    public bool Continues { get; init; }

    /// <summary>Whether lines and indentation matter more than sentences.</summary>
    public bool IsCode { get; init; }

    /// <summary>Where blocks begin, ascending; null where blank lines tell.</summary>
    public IReadOnlyList<int>? Blocks { get; init; }

    public IReadOnlyList<HeadingMark> Headings { get; init; } = [];

    /// <summary>The title of the document or record, where this section tells it.</summary>
    public string? Title { get; init; }

    /// <summary>Values of the document or record to filter by.</summary>
    public IReadOnlyDictionary<string, PayloadValue>? Fields { get; init; }
}
