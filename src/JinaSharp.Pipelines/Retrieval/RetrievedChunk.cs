namespace JinaSharp.Pipelines;

/// <summary>A chunk that was found.</summary>
public sealed record RetrievedChunk
{
    /// <summary>The place in the ranking, from 1.</summary>
    public required int Rank { get; init; }

    /// <summary>The record's id.</summary>
    public required string Id { get; init; }

    /// <summary>The similarity, or the fused score; larger is better.</summary>
    public required double Score { get; init; }

    /// <summary>The chunk's text.</summary>
    public required string Text { get; init; }

    /// <summary>The file's absolute path; null for a record that was not made from a file.</summary>
    public string? Path { get; init; }

    /// <summary>The line of the file on which the chunk begins, from 1.</summary>
    public int? StartLine { get; init; }

    /// <summary>The line of the file on which the chunk ends.</summary>
    public int? EndLine { get; init; }

    /// <summary>The title of the document or record.</summary>
    public string? Title { get; init; }

    /// <summary>The headings that the chunk stands under.</summary>
    public string? Heading { get; init; }

    /// <summary>All payload fields.</summary>
    public required IReadOnlyDictionary<string, PayloadValue> Fields { get; init; }
}
