namespace JinaSharp.Client.Embeddings;

/// <summary>One entry of <c>data</c>: a vector, or rows of a multi-vector, or token weights.</summary>
internal struct EmbeddingReplyItem
{
    /// <summary>The position in the request; null when the entry does not say.</summary>
    public int? Index { get; set; }

    /// <summary>The numbers; of a multi-vector all rows, one after another.</summary>
    public float[]? Values { get; set; }

    /// <summary>The length of a row; zero for a single vector.</summary>
    public int RowDimensions { get; set; }

    /// <summary>The weights of a sparse embedding, by token.</summary>
    public Dictionary<string, float>? TokenWeights { get; set; }

    public string[]? TokenizedInput { get; set; }

    public readonly bool HasValue => Values is not null || TokenWeights is not null;
}
