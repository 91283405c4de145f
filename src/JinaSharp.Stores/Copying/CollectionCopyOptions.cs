namespace JinaSharp.Stores;

/// <summary>Settings of <see cref="CollectionCopier"/>.</summary>
public sealed class CollectionCopyOptions
{
    /// <summary>The name of the copy.</summary>
    /// <value>The default is null: the name of the original.</value>
    public string? TargetName { get; set; }

    /// <summary>How many records are read, compared and written at once; the copy never holds more.</summary>
    /// <value>The default is 500.</value>
    public int BatchSize { get; set; } = 500;

    /// <summary>How many records are read back from the copy and compared in full, vectors included. Zero compares counts only.</summary>
    /// <value>The default is 100.</value>
    public int SampleSize { get; set; } = 100;

    /// <summary>Picks the sample.</summary>
    /// <value>The default is 1; the same seed picks the same positions.</value>
    public int SampleSeed { get; set; } = 1;
}
