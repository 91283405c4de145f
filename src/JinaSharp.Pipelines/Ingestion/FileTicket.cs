namespace JinaSharp.Pipelines.Ingestion;

/// <summary>One file on its way through the stages. The reader fills it in; from then on it belongs to the writer.</summary>
internal sealed class FileTicket(FileKey key, string path, LedgerEntry? before)
{
    private readonly HashSet<string> _fieldNames = new(StringComparer.Ordinal);

    public FileKey Key { get; } = key;

    public string Path { get; } = path;

    /// <summary>What the ledger knew of the file.</summary>
    public LedgerEntry? Before { get; } = before;

    /// <summary>What the ledger is to know when all chunks are written. Set when the file is read to its end.</summary>
    public LedgerEntry? After { get; set; }

    /// <summary>Whether the chunks are those that are there already.</summary>
    public bool KeepsChunks { get; set; }

    /// <summary>Whether a chunk was sent on.</summary>
    public bool HasChunks { get; set; }

    /// <summary>The names of the fields that the file's records have.</summary>
    public IReadOnlyCollection<string> FieldNames => _fieldNames;

    /// <summary>Whether the ledger knows that the file is begun. For the writer.</summary>
    public bool IsBegun { get; set; }

    /// <summary>How many chunks are written. For the writer.</summary>
    public int WrittenCount { get; set; }

    public bool IsComplete => After is { } after && WrittenCount == after.ChunkCount;

    public void AddFieldNames(IReadOnlyDictionary<string, PayloadValue>? fields)
    {
        if (fields is null) return;
        foreach (var name in fields.Keys)
            if (_fieldNames.Count < Reading.FieldValue.MaxFields)
                _fieldNames.Add(RecordFactory.FieldName(name));
    }
}
