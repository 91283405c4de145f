namespace JinaSharp;

/// <summary>What a model does.</summary>
public enum ModelKind
{
    /// <summary>One vector an input, or one a token where <see cref="ModelCard.MultiVector"/> says so.</summary>
    Embedding = 0,

    /// <summary>A sparse vector an input.</summary>
    SparseEmbedding,

    /// <summary>A score for each document of a query.</summary>
    Reranker,

    /// <summary>Text from web pages or pictures.</summary>
    Reader,
}
