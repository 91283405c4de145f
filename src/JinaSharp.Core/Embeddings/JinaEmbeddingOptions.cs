using Microsoft.Extensions.AI;

namespace JinaSharp;

/// <summary>Options of an embedding call beyond the platform's: task, late chunking, truncation, normalisation, encoding, multi-vectors.</summary>
/// <remarks>
/// Null means "not set: the model's own default"; <see langword="false"/> and zero are values. A generator that cannot honour a set option
/// refuses the call with the reason; it never ignores it. A generator reads the options once and never changes them.
/// Where a caller can only pass <see cref="EmbeddingGenerationOptions"/>, the same names work as
/// <see cref="EmbeddingGenerationOptions.AdditionalProperties"/> keys: <c>task</c>, <c>late_chunking</c>, <c>truncate</c>, <c>normalized</c>,
/// <c>embedding_type</c>, <c>return_multivector</c>. <see cref="EmbeddingGenerationOptions.Dimensions"/> is the platform's own property: it refuses
/// numbers below 1 itself, with its own <see cref="ArgumentOutOfRangeException"/>, where it is set.
/// </remarks>
public class JinaEmbeddingOptions : EmbeddingGenerationOptions
{
    /// <summary>Creates options with everything unset.</summary>
    public JinaEmbeddingOptions()
    {
    }

    /// <summary>Creates a copy.</summary>
    /// <param name="other">The options to copy; null copies nothing.</param>
    protected JinaEmbeddingOptions(JinaEmbeddingOptions? other) : base(other)
    {
        if (other is null) return;
        Task = other.Task;
        LateChunking = other.LateChunking;
        Truncate = other.Truncate;
        Normalized = other.Normalized;
        EmbeddingType = other.EmbeddingType;
        ReturnMultiVector = other.ReturnMultiVector;
    }

    /// <summary>What the embeddings are for.</summary>
    /// <value>The default is null: the model's own default task, if it has one.</value>
    public EmbeddingTask? Task { get; set; }

    /// <summary>Whether the inputs of this call are consecutive chunks of one document, to be encoded together and pooled apart.</summary>
    /// <value>The default is null: no late chunking.</value>
    public bool? LateChunking { get; set; }

    /// <summary>Whether a text longer than the model's context is cut instead of refused.</summary>
    /// <value>The default is null: refused.</value>
    public bool? Truncate { get; set; }

    /// <summary>Whether vectors are scaled to unit length.</summary>
    /// <value>The default is null: the model's own default, which is unit length for every Jina model.</value>
    public bool? Normalized { get; set; }

    /// <summary>How the numbers are represented.</summary>
    /// <value>The default is null: what the generator's embedding type says.</value>
    public EmbeddingType? EmbeddingType { get; set; }

    /// <summary>Whether one vector a token is wanted instead of one a text.</summary>
    /// <value>The default is null: what the generator's embedding type says.</value>
    public bool? ReturnMultiVector { get; set; }

    /// <inheritdoc/>
    public override EmbeddingGenerationOptions Clone() => new JinaEmbeddingOptions(this);
}
