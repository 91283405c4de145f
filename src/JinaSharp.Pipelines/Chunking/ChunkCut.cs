namespace JinaSharp.Pipelines.Chunking;

/// <summary>Where a chunk lies in a section's text.</summary>
/// <param name="Start">The first character.</param>
/// <param name="End">The position after the last character.</param>
/// <param name="TokenCount">The number of tokens.</param>
internal readonly record struct ChunkCut(int Start, int End, int TokenCount);
