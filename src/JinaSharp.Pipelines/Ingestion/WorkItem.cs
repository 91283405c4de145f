namespace JinaSharp.Pipelines.Ingestion;

/// <summary>A chunk of a file, with its vector once it is embedded.</summary>
internal sealed class WorkItem(FileTicket ticket, TextChunk chunk)
{
    public FileTicket Ticket { get; } = ticket;

    public TextChunk Chunk { get; } = chunk;

    public ReadOnlyMemory<float> Vector { get; set; }
}
