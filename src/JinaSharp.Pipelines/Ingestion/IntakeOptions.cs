namespace JinaSharp.Pipelines.Ingestion;

/// <summary>What the first stage needs to know.</summary>
/// <param name="Chunker">Cuts texts.</param>
/// <param name="Recipe">A number for the way files are read and cut; another number, another result.</param>
/// <param name="BatchSize">How many chunks travel together.</param>
/// <param name="Clock">The clock.</param>
internal sealed record IntakeOptions(TextChunker Chunker, uint Recipe, int BatchSize, TimeProvider Clock);
