namespace JinaSharp.Pipelines;

/// <summary>How a <see cref="FileIndexer"/> works.</summary>
public sealed class FileIndexerOptions
{
    /// <summary>The default of <see cref="CommitSize"/>.</summary>
    public const int DefaultCommitSize = 1000;

    /// <summary>The collection that chunks are written to.</summary>
    /// <value>The default is <c>default</c>.</value>
    public string Collection { get; set; } = "default";

    /// <summary>Patterns, as in <c>.gitignore</c>, of which a file must match one.</summary>
    /// <value>The default is empty: every file.</value>
    public IList<string> Include { get; } = [];

    /// <summary>Patterns, as in <c>.gitignore</c>, of files and folders to leave out.</summary>
    /// <value>The default is empty: none.</value>
    public IList<string> Exclude { get; } = [];

    /// <summary>Whether <c>.gitignore</c> files hold.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool UseGitIgnore { get; set; } = true;

    /// <summary>Whether files and folders whose names begin with a dot are read.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool IncludeHidden { get; set; }

    /// <summary>Whether symbolic links are followed. Rings of links are.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool FollowLinks { get; set; }

    /// <summary>Folders that are never entered, such as the one that the store is in.</summary>
    /// <value>The default is empty.</value>
    public IList<string> NeverEnter { get; } = [];

    /// <summary>How texts are cut.</summary>
    /// <value>The default is that of <see cref="ChunkingOptions"/>.</value>
    public ChunkingOptions Chunking { get; set; } = new();

    /// <summary>How the store keeps vectors.</summary>
    /// <value>The default is null: as the collection does; a new one keeps <see cref="VectorStorage.Float32"/>.</value>
    public VectorStorage? Storage { get; set; }

    /// <summary>How many files are read, and how many calls to the embedder made, at one time.</summary>
    /// <value>The default is the number of processors.</value>
    public int Concurrency { get; set; } = Environment.ProcessorCount;

    /// <summary>How many chunks are embedded in one call.</summary>
    /// <value>The default is 64.</value>
    public int EmbeddingBatchSize { get; set; } = 64;

    /// <summary>How many chunks are written in one commit.</summary>
    /// <value>The default is 1000.</value>
    public int CommitSize { get; set; } = DefaultCommitSize;

    /// <summary>The clock.</summary>
    /// <value>The default is <see cref="TimeProvider.System"/>.</value>
    public TimeProvider Clock { get; set; } = TimeProvider.System;
}
