namespace JinaSharp;

/// <summary>Options of <see cref="CachingEmbeddingGenerator{TInput, TEmbedding}"/>.</summary>
public sealed class CachingOptions
{
    /// <summary>A text that is part of every key. Set it where two generators share a cache and differ in something that their metadata does not show.</summary>
    /// <value>The default is empty.</value>
    public string KeyPrefix { get; set; } = "";

    /// <summary>
    /// Whether a smaller size is served by cutting the model's full vector and scaling it to unit length again, as the service does. The inner generator is
    /// then always asked for the full size, and one entry serves every size. Only for models that the catalogue knows to be trained for it.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool CutFromFullSize { get; set; }

    internal CachingOptions Snapshot() => (CachingOptions)MemberwiseClone();
}
