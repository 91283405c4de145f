namespace JinaSharp;

/// <summary>Options of <see cref="DiskEmbeddingCache"/>.</summary>
public sealed class DiskEmbeddingCacheOptions
{
    /// <summary>The greatest number of bytes of the folder. When it is passed, the oldest sixteenth or so is deleted.</summary>
    /// <value>The default is 1 GiB.</value>
    public long MaxBytes { get; set; } = 1L << 30;

    internal DiskEmbeddingCacheOptions Snapshot()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBytes, 1 << 16, nameof(MaxBytes));
        return (DiskEmbeddingCacheOptions)MemberwiseClone();
    }
}
