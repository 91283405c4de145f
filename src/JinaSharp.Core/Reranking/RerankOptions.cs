using Microsoft.Extensions.AI;

namespace JinaSharp;

/// <summary>Options of a rerank call. Null means "not set: the model's own default"; zero and <see langword="false"/> are values.</summary>
public sealed class RerankOptions
{
    /// <summary>The model.</summary>
    /// <value>The default is null: the reranker's own.</value>
    public string? ModelId { get; set; }

    /// <summary>How many of the best documents to return, at least 1.</summary>
    /// <value>The default is null: all.</value>
    public int? TopN { get; set; }

    /// <summary>Whether results carry their document.</summary>
    /// <value>The default is null: they do.</value>
    public bool? ReturnDocuments { get; set; }

    /// <summary>Whether documents longer than the model's context are cut instead of refused.</summary>
    /// <value>The default is null: the model's own default.</value>
    public bool? Truncate { get; set; }

    /// <summary>The number of tokens after which a document is cut, where the model takes such a limit.</summary>
    /// <value>The default is null: the model's own.</value>
    public int? MaxDocumentTokens { get; set; }

    /// <summary>Whether results carry an embedding of their document, where the model gives one.</summary>
    /// <value>The default is null: they do not.</value>
    public bool? ReturnEmbeddings { get; set; }

    /// <summary>The least score of a result to be returned.</summary>
    /// <value>The default is null: every score. Zero is a threshold of zero.</value>
    public double? MinScore { get; set; }

    /// <summary>Whether scores are the model's raw outputs (logits) instead of the published scale.</summary>
    /// <value>The default is null: the published scale.</value>
    public bool? RawScores { get; set; }

    /// <summary>Further options, by their wire names.</summary>
    public AdditionalPropertiesDictionary? AdditionalProperties { get; set; }

    /// <summary>Makes an independent copy.</summary>
    /// <returns>The copy.</returns>
    public RerankOptions Clone()
    {
        var copy = (RerankOptions)MemberwiseClone();
        copy.AdditionalProperties = AdditionalProperties?.Clone();
        return copy;
    }
}
