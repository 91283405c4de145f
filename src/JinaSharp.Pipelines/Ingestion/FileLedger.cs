using System.Globalization;

namespace JinaSharp.Pipelines.Ingestion;

/// <summary>Remembers every indexed file in a collection beside that of the chunks.</summary>
/// <remarks>
/// A file is written down as begun before its first chunk is written, and as done after its last. So whatever happens between, the next run knows of
/// every file that may have left chunks behind. No store needs transactions over two collections for that.
/// </remarks>
internal sealed class FileLedger(IVectorCollection collection)
{
    private const string PathField = "path";
    private const string HashField = "hash";
    private const string LengthField = "size";
    private const string ModifiedField = "modified";
    private const string ChunksField = "chunks";
    private const string RecipeField = "recipe";
    private const string DoneField = "done";
    private const string NamesField = "fields";

    // Some stores want a vector of every record, and some no vector of one dimension.
    private static readonly DenseVector Placeholder = new(new float[] { 1, 0 });

    /// <summary>The name of the ledger of a collection.</summary>
    public static string NameFor(string collection) => collection + "_files";

    public static VectorCollectionDefinition Definition(string collection) => new()
    {
        Name = NameFor(collection),
        Vectors = [new VectorDefinition { Dimensions = 2, Metric = DistanceMetric.Dot }],
        Metadata = new Dictionary<string, string> { ["jinasharp.kind"] = "files" },
    };

    /// <summary>Reads what is known of the files under some paths.</summary>
    public async Task<Dictionary<FileKey, LedgerEntry>> LoadAsync(IReadOnlyList<string> roots, CancellationToken cancellationToken)
    {
        var entries = new Dictionary<FileKey, LedgerEntry>();
        await foreach (var record in collection.ScrollAsync(null, RecordParts.Payload, cancellationToken).ConfigureAwait(false))
        {
            var path = PathOf(record);
            if (path.Length > 0 && roots.Any(root => IsUnder(path, root))) entries[FileKey.Of(path)] = EntryOf(record.Payload);
        }
        return entries;
    }

    /// <summary>The paths of files.</summary>
    public async Task<IReadOnlyList<(FileKey Key, string Path)>> PathsAsync(IReadOnlyCollection<FileKey> keys, CancellationToken cancellationToken)
    {
        var records = await collection.GetAsync([.. keys.Select(key => key.Id)], RecordParts.Payload, cancellationToken).ConfigureAwait(false);
        return [.. records.Select(record => (FileKey.Of(PathOf(record)), PathOf(record)))];
    }

    /// <summary>The names of the fields that records of the files have.</summary>
    public async Task<SortedSet<string>> FieldNamesAsync(CancellationToken cancellationToken)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var record in collection.ScrollAsync(null, RecordParts.Payload, cancellationToken).ConfigureAwait(false))
            if (record.Payload.TryGetValue(NamesField, out var list) && list.Kind == PayloadKind.List)
                names.UnionWith(list.AsList().Where(name => name.Kind == PayloadKind.String).Select(name => name.AsString()));
        return names;
    }

    /// <summary>Adds up the files.</summary>
    public async Task<(long Files, long Bytes, long Unfinished)> TotalsAsync(CancellationToken cancellationToken)
    {
        var (files, bytes, unfinished) = (0L, 0L, 0L);
        await foreach (var record in collection.ScrollAsync(null, RecordParts.Payload, cancellationToken).ConfigureAwait(false))
        {
            var entry = EntryOf(record.Payload);
            if (!entry.IsDone)
            {
                unfinished++;
            }
            else if (entry.ChunkCount > 0)
            {
                files++;
                bytes += entry.Length;
            }
        }
        return (files, bytes, unfinished);
    }

    public Task WriteAsync(IReadOnlyCollection<VectorRecord> records, CancellationToken cancellationToken) =>
        records.Count == 0 ? Task.CompletedTask : collection.UpsertAsync(records, cancellationToken);

    public Task ForgetAsync(IReadOnlyCollection<FileKey> keys, CancellationToken cancellationToken) =>
        collection.DeleteAsync([.. keys.Select(key => key.Id)], cancellationToken);

    public static VectorRecord ToRecord(FileKey key, string path, LedgerEntry entry, IEnumerable<string> fieldNames)
    {
        var payload = new Dictionary<string, PayloadValue>(8, StringComparer.Ordinal)
        {
            [PathField] = path,
            [HashField] = entry.Hash.ToString(),
            [LengthField] = entry.Length,
            // As text: ticks are beyond what stores with only floating point numbers keep exactly.
            [ModifiedField] = entry.Modified.ToString(CultureInfo.InvariantCulture),
            [ChunksField] = entry.ChunkCount,
            [RecipeField] = (long)entry.Recipe,
            [DoneField] = entry.IsDone,
        };
        var names = PayloadValue.FromList(fieldNames);
        if (names.AsList().Count > 0) payload[NamesField] = names;
        return new VectorRecord(key.Id, Placeholder, text: null, payload);
    }

    /// <summary>Whether a path is another or lies in it.</summary>
    public static bool IsUnder(string path, string root) =>
        path.StartsWith(root, StringComparison.Ordinal) && (path.Length == root.Length || root.EndsWith('/') || path[root.Length] == '/');

    private static string PathOf(VectorRecord record) =>
        record.Payload.TryGetValue(PathField, out var path) && path.Kind == PayloadKind.String ? path.AsString() : "";

    private static LedgerEntry EntryOf(IReadOnlyDictionary<string, PayloadValue> payload) => new(
        payload.TryGetValue(HashField, out var hash) && hash.Kind == PayloadKind.String ? ContentHash.Parse(hash.AsString()) : default,
        Integer(payload, LengthField),
        payload.TryGetValue(ModifiedField, out var modified) && modified.Kind == PayloadKind.String && long.TryParse(modified.AsString(), out var ticks) ? ticks : 0,
        (int)Integer(payload, ChunksField),
        (uint)Integer(payload, RecipeField),
        payload.TryGetValue(DoneField, out var done) && done.Kind == PayloadKind.Boolean && done.AsBoolean());

    private static long Integer(IReadOnlyDictionary<string, PayloadValue> payload, string name) =>
        payload.TryGetValue(name, out var value) && value.Kind is PayloadKind.Integer or PayloadKind.Number ? (long)value.AsDouble() : 0;
}
