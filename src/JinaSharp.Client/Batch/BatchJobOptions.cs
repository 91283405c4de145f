namespace JinaSharp.Client;

/// <summary>Options of a batch job. Null is the service's default.</summary>
public sealed class BatchJobOptions
{
    /// <summary>The model; batch jobs are for the v5 text models.</summary>
    /// <value>The default is <c>jina-embeddings-v5-text-small</c>.</value>
    public string Model { get; set; } = "jina-embeddings-v5-text-small";

    /// <summary>The task: <c>retrieval</c>, <c>text-matching</c>, <c>clustering</c> or <c>classification</c>.</summary>
    public string? Task { get; set; }

    /// <summary>The number of dimensions.</summary>
    public int? Dimensions { get; set; }

    /// <summary>Whether vectors have unit length.</summary>
    public bool? Normalized { get; set; }

    /// <summary>The address that is told when the job has ended.</summary>
    public Uri? WebhookUrl { get; set; }
}
