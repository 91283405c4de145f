namespace JinaSharp.Pipelines.Ingestion;

/// <summary>What the ledger knows of a file.</summary>
/// <param name="Hash">The content that was indexed.</param>
/// <param name="Length">Its number of bytes.</param>
/// <param name="Modified">When the file was last written, in ticks; 0 when that cannot vouch for the content.</param>
/// <param name="ChunkCount">The number of its chunks.</param>
/// <param name="Recipe">How it was read and cut.</param>
/// <param name="IsDone">Whether all its chunks are written. If not, a run was cut short, and there may be chunks of any number.</param>
internal readonly record struct LedgerEntry(ContentHash Hash, long Length, long Modified, int ChunkCount, uint Recipe, bool IsDone);
