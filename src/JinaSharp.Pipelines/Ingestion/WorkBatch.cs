namespace JinaSharp.Pipelines.Ingestion;

/// <summary>Chunks that travel together, and the files that were read to their end.</summary>
internal sealed class WorkBatch
{
    public List<WorkItem> Items { get; } = [];

    public List<FileTicket> Read { get; } = [];
}
