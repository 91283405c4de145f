namespace JinaSharp.Pipelines;

/// <summary>A piece of a document, small enough to embed and to show.</summary>
public sealed record TextChunk
{
    /// <summary>The chunk's number in its document, from zero.</summary>
    public required int Index { get; init; }

    /// <summary>The text, without white space at its ends.</summary>
    public required string Text { get; init; }

    /// <summary>The number of tokens, as the chunker's counter counts them.</summary>
    public required int TokenCount { get; init; }

    /// <summary>The line of the file on which the chunk begins, from 1.</summary>
    public required int StartLine { get; init; }

    /// <summary>The line of the file on which the chunk ends.</summary>
    public required int EndLine { get; init; }

    /// <summary>The headings that the chunk stands under, outermost first, joined by <c> > </c>.</summary>
    public string? Heading { get; init; }

    /// <summary>The title of the document or record.</summary>
    public string? Title { get; init; }

    /// <summary>Values of the document or record to filter by.</summary>
    public IReadOnlyDictionary<string, PayloadValue>? Fields { get; init; }
}
