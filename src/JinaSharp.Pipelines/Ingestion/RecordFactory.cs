using JinaSharp.Pipelines.Reading;

namespace JinaSharp.Pipelines.Ingestion;

/// <summary>Makes the record of a chunk.</summary>
internal static class RecordFactory
{
    private static readonly HashSet<string> Reserved = new(ChunkFields.All, StringComparer.Ordinal);

    /// <summary>The name under which a record's field is stored.</summary>
    public static string FieldName(string name) => Reserved.Contains(name) ? name + "_" : name;

    /// <param name="item">The chunk with its vector.</param>
    /// <param name="keepsLists">Whether the store keeps lists; else they become texts.</param>
    public static VectorRecord Create(WorkItem item, bool keepsLists)
    {
        var (ticket, chunk) = (item.Ticket, item.Chunk);
        var payload = new Dictionary<string, PayloadValue>(StringComparer.Ordinal)
        {
            [ChunkFields.Path] = ticket.Path,
            [ChunkFields.Name] = System.IO.Path.GetFileName(ticket.Path),
            [ChunkFields.Type] = DocumentKinds.NameOf(DocumentKinds.Of(ticket.Path)),
            [ChunkFields.Line] = chunk.StartLine,
            [ChunkFields.EndLine] = chunk.EndLine,
            [ChunkFields.Chunk] = chunk.Index,
        };
        if (chunk.Title is not null) payload[ChunkFields.Title] = chunk.Title;
        if (chunk.Heading is not null) payload[ChunkFields.Heading] = chunk.Heading;
        if (chunk.Fields is { } fields)
            foreach (var (name, value) in fields)
                payload[FieldName(name)] = keepsLists || value.Kind != PayloadKind.List ? value : string.Join(", ", value.AsList());
        return new VectorRecord(ticket.Key.ChunkId(chunk.Index), new DenseVector(item.Vector), chunk.Text, payload);
    }
}
