namespace JinaSharp.Inference;

/// <summary>How a local reranker runs.</summary>
public sealed class LocalRerankerOptions
{
    /// <summary>Threads that compute.</summary>
    /// <value>The default is null: one for each processor.</value>
    public int? Threads { get; set; }

    /// <summary>The most tokens of one forward pass over several pairs; concurrent calls share it.</summary>
    /// <value>The default is 8192.</value>
    public int TokenBudget { get; set; } = 8192;

    /// <summary>The most tokens of a query and a document together, special tokens included.</summary>
    /// <value>The default is null: the model's own.</value>
    public int? MaxTokens { get; set; }

    /// <summary>The most tokens of a query, special tokens included, where long documents are read in windows (jina-reranker-v2).</summary>
    /// <value>The default is null: 512, or half of <see cref="MaxTokens"/> where that is less.</value>
    public int? MaxQueryTokens { get; set; }

    /// <summary>Tokens that two windows of a long document share, at most a quarter of a window (jina-reranker-v2).</summary>
    /// <value>The default is null: 80.</value>
    public int? WindowOverlap { get; set; }

    /// <summary>The name that results carry.</summary>
    /// <value>The default is null: the folder's name.</value>
    public string? ModelId { get; set; }
}
