namespace JinaSharp.Stores;

/// <summary>Settings of an <see cref="EmbeddedStore"/>.</summary>
public sealed class EmbeddedStoreOptions
{
    /// <summary>Whether a write ends only when its data is on the disk (fsync).</summary>
    /// <value>The default is <see langword="true"/>. Without it, a write that ended survives a killed process but not a power failure.</value>
    public bool Durable { get; set; } = true;

    /// <summary>How many bytes of new records are held in memory before they become a file of their own. While they do, half as many more are taken.</summary>
    /// <value>The default is 64 MiB.</value>
    public long SegmentBytes { get; set; } = 64L << 20;

    /// <summary>Whether a damaged collection opens with what comes before the damage. What follows is kept aside in a file named <c>*.damaged</c> by the first write.</summary>
    /// <value>The default is <see langword="false"/>: opening throws <see cref="DamagedStoreException"/>.</value>
    public bool KeepGoodPrefix { get; set; }
}
