namespace JinaSharp.Pipelines;

/// <summary>How chunks are found.</summary>
public enum RetrievalMode
{
    /// <summary>By vectors and by words, fused.</summary>
    Hybrid = 0,

    /// <summary>By vectors.</summary>
    Dense,

    /// <summary>By words (BM25).</summary>
    Keyword,
}
