using System.Threading.Channels;
using JinaSharp.Pipelines.Ingestion;
using JinaSharp.Pipelines.Reading;

namespace JinaSharp.Pipelines;

/// <summary>Keeps a collection in agreement with files: new and changed ones are read, cut, embedded and written; unchanged ones cost nothing; removed ones disappear.</summary>
/// <remarks>
/// <para>Works over any store. A second collection, named after the first with <c>_files</c> behind it, remembers the files.</para>
/// <para>A run may be stopped or killed at any moment: what was committed stays, and the next run ends in the same state as an uninterrupted one.
/// Only the files and batches in flight are held in memory, and some 60 bytes for every file known.</para>
/// <para>Use one instance for one run at a time.</para>
/// </remarks>
public sealed class FileIndexer
{
    /// <summary>Goes up when files of the same content are read or cut differently than before.</summary>
    private const int RecipeVersion = 1;

    private const int RemovalBatchSize = 500;

    private readonly IVectorStore _store;
    private readonly JinaEmbeddingFunction _embedder;
    private readonly FileIndexerOptions _options;

    /// <summary>Creates an indexer.</summary>
    /// <param name="store">Where the collection is or will be.</param>
    /// <param name="embedder">Embeds the chunks.</param>
    /// <param name="options">How to work; null for the defaults.</param>
    public FileIndexer(IVectorStore store, JinaEmbeddingFunction embedder, FileIndexerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(embedder);
        _store = store;
        _embedder = embedder;
        _options = options ?? new FileIndexerOptions();
        _options.Chunking.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Concurrency, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.EmbeddingBatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.CommitSize, 1);
    }

    /// <summary>Brings the collection into agreement with what is under the paths. Files indexed from elsewhere stay.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="progress">Is kept up to date; null for none.</param>
    /// <param name="counter">Counts tokens as the model does; null for an approximation.</param>
    /// <param name="cancellationToken">Stops the run; what was committed stays.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="FileNotFoundException">A path does not exist; nothing was done.</exception>
    /// <exception cref="EmbeddingProfileMismatchException">The collection holds vectors of another model; nothing was done.</exception>
    /// <exception cref="JinaException">The embedder failed; the message names file and chunk. What was committed stays, and the next run goes on.</exception>
    public async Task<IndexingProgress> IndexAsync(
        IReadOnlyList<string> paths, IndexingProgress? progress = null, ITokenCounter? counter = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var roots = Roots(paths);
        progress ??= new IndexingProgress();
        var chunker = new TextChunker(counter, _options.Chunking);
        var collection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        var ledger = new FileLedger(await _store.GetOrCreateCollectionAsync(FileLedger.Definition(_options.Collection), cancellationToken).ConfigureAwait(false));
        var known = await ledger.LoadAsync(roots, cancellationToken).ConfigureAwait(false);
        // Chunks deleted by other hands: what the ledger says of them no longer holds.
        if (known.Count > 0 && await collection.CountAsync(cancellationToken: cancellationToken).ConfigureAwait(false) == 0)
            known = known.ToDictionary(entry => entry.Key, entry => entry.Value with { IsDone = false });
        var intake = new IntakeOptions(chunker, Recipe(counter), _options.EmbeddingBatchSize, _options.Clock);
        var walk = new WalkState();

        await RunStagesAsync(roots, known, intake, walk, new CommitWriter(collection, ledger, progress, _options), progress, cancellationToken).ConfigureAwait(false);
        await RemoveGoneAsync(collection, ledger, known, walk, progress, cancellationToken).ConfigureAwait(false);
        return progress;
    }

    private async Task<IVectorCollection> OpenAsync(CancellationToken cancellationToken)
    {
        var profile = _embedder.Profile;
        if (profile.Dimensions == 0)
        {
            // Nobody knows the size of this model's vectors before there is one.
            await _embedder.EncodeDocumentsAsync(["dimensions"], cancellationToken).ConfigureAwait(false);
            profile = _embedder.Profile;
        }
        // A collection made with settings of its own is kept as it is.
        var existing = (await _store.FindCollectionAsync(_options.Collection, cancellationToken).ConfigureAwait(false))?.Definition;
        var definition = VectorCollectionDefinition.Dense(
            _options.Collection, profile.Dimensions, existing?.Vectors[0].Metric ?? DistanceMetric.Cosine, profile, existing?.KeywordIndex ?? _store.Capabilities.Has(VectorStoreFeatures.KeywordSearch));
        var storage = _options.Storage ?? existing?.Vectors[0].Storage ?? VectorStorage.Float32;
        if (storage != VectorStorage.Float32) definition = definition with { Vectors = [definition.Vectors[0] with { Storage = storage }] };
        if (_store.Capabilities.Has(VectorStoreFeatures.PayloadIndexes))
            definition = definition with { PayloadIndexes = new Dictionary<string, PayloadIndexKind> { [ChunkFields.Path] = PayloadIndexKind.Keyword } };
        return await _store.GetOrCreateCollectionAsync(definition, cancellationToken).ConfigureAwait(false);
    }

    // Files flow through channels that hold little: a slow stage slows the ones before it, and memory stays flat.
    private async Task RunStagesAsync(
        List<string> roots, Dictionary<FileKey, LedgerEntry> known, IntakeOptions intake, WalkState walk, CommitWriter writer, IndexingProgress progress,
        CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var files = Channel.CreateBounded<(WalkedFile File, FileKey Key)>(new BoundedChannelOptions(10_000) { SingleWriter = true });
        var cut = Channel.CreateBounded<WorkBatch>(_options.Concurrency * 2);
        var embedded = Channel.CreateBounded<WorkBatch>(new BoundedChannelOptions(_options.Concurrency * 2) { SingleReader = true });
        List<Task> stages =
        [
            Stage(() => WalkAsync(roots, files.Writer, walk, progress, stop.Token), files.Writer),
            Stages(() => IntakeAsync(new FileIntake(intake, known, progress, cut.Writer), files.Reader, stop.Token), cut.Writer),
            Stages(() => EmbedAsync(cut.Reader, embedded.Writer, stop.Token), embedded.Writer),
            Task.Run(() => writer.RunAsync(embedded.Reader, stop.Token), CancellationToken.None),
        ];
        var running = new List<Task>(stages);
        while (running.Count > 0)
        {
            var ended = await Task.WhenAny(running).ConfigureAwait(false);
            running.Remove(ended);
            if (!ended.IsCompletedSuccessfully) await stop.CancelAsync().ConfigureAwait(false);
        }
        // The error that stopped the others, not one of theirs.
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var stage in stages)
            if (stage.IsFaulted)
                await stage.ConfigureAwait(false);
        await Task.WhenAll(stages).ConfigureAwait(false);

        Task Stages<T>(Func<Task> work, ChannelWriter<T> output) =>
            Stage(() => Task.WhenAll(Enumerable.Range(0, _options.Concurrency).Select(_ => Task.Run(work, CancellationToken.None))), output);

        static Task Stage<T>(Func<Task> work, ChannelWriter<T> output) => Task.Run(
            async () =>
            {
                await work().ConfigureAwait(false);
                output.Complete();
            },
            CancellationToken.None);
    }

    private async Task WalkAsync(
        List<string> roots, ChannelWriter<(WalkedFile File, FileKey Key)> files, WalkState walk, IndexingProgress progress, CancellationToken cancellationToken)
    {
        var walker = new FileWalker(
            new WalkOptions
            {
                Include = [.. _options.Include],
                Exclude = [.. _options.Exclude],
                UseGitIgnore = _options.UseGitIgnore,
                IncludeHidden = _options.IncludeHidden,
                FollowLinks = _options.FollowLinks,
                NeverEnter = [.. _options.NeverEnter],
            },
            (path, reason) =>
            {
                walk.Unreadable.Add(path);
                progress.Problem(new IndexingProblem(path, $"cannot be read: {reason}"));
            });
        foreach (var root in roots)
        {
            foreach (var file in walker.Walk(root))
            {
                var key = FileKey.Of(file.Path);
                if (!walk.Seen.Add(key)) continue;
                progress.Found(file.Length);
                await files.WriteAsync((file, key), cancellationToken).ConfigureAwait(false);
            }
        }
        progress.FoundAll();
    }

    private static async Task IntakeAsync(FileIntake intake, ChannelReader<(WalkedFile File, FileKey Key)> files, CancellationToken cancellationToken)
    {
        await foreach (var (file, key) in files.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            await intake.ProcessAsync(file, key, cancellationToken).ConfigureAwait(false);
        await intake.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task EmbedAsync(ChannelReader<WorkBatch> input, ChannelWriter<WorkBatch> output, CancellationToken cancellationToken)
    {
        await foreach (var batch in input.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await EmbedAsync(batch.Items, cancellationToken).ConfigureAwait(false);
            }
            catch (JinaException error)
            {
                throw await EmbeddingFailure.NameAsync(error, batch.Items, items => EmbedAsync(items, cancellationToken)).ConfigureAwait(false);
            }
            await output.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task EmbedAsync(IReadOnlyList<WorkItem> items, CancellationToken cancellationToken)
    {
        if (items.Count == 0) return;
        var texts = new string[items.Count];
        for (var i = 0; i < texts.Length; i++) texts[i] = items[i].Chunk.Text;
        var embeddings = await _embedder.EncodeDocumentsAsync(texts, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < texts.Length; i++) items[i].Vector = embeddings[i].Vector;
    }

    private static async Task RemoveGoneAsync(
        IVectorCollection collection, FileLedger ledger, Dictionary<FileKey, LedgerEntry> known, WalkState walk, IndexingProgress progress, CancellationToken cancellationToken)
    {
        foreach (var keys in known.Keys.Where(key => !walk.Seen.Contains(key)).Chunk(RemovalBatchSize))
        {
            // What lies in a folder that could not be read is not gone.
            var gone = (await ledger.PathsAsync(keys, cancellationToken).ConfigureAwait(false))
                .Where(file => !walk.Unreadable.Exists(folder => FileLedger.IsUnder(file.Path, folder))).ToList();
            if (gone.Count == 0) continue;
            var ids = gone.Where(file => known[file.Key].IsDone).SelectMany(file => Enumerable.Range(0, known[file.Key].ChunkCount).Select(file.Key.ChunkId)).ToList();
            if (ids.Count > 0) await collection.DeleteAsync(ids, cancellationToken).ConfigureAwait(false);
            var cutShort = gone.Where(file => !known[file.Key].IsDone).Select(file => (PayloadValue)file.Path).ToList();
            if (cutShort.Count > 0) await collection.DeleteAsync(Filter.In(ChunkFields.Path, cutShort), cancellationToken).ConfigureAwait(false);
            await ledger.ForgetAsync([.. gone.Select(file => file.Key)], cancellationToken).ConfigureAwait(false);
            progress.RemovedFiles(gone.Count);
        }
    }

    private uint Recipe(ITokenCounter? counter)
    {
        var chunking = _options.Chunking;
        var text = $"{RecipeVersion};{chunking.MaxTokens};{chunking.MinTokens};{chunking.OverlapTokens};{counter?.GetType().FullName};{_embedder.Profile.Key}";
        return (uint)ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(text)).High;
    }

    private static List<string> Roots(IReadOnlyList<string> paths)
    {
        if (paths.Count == 0) throw new ArgumentException("No path was given; expected files or folders.", nameof(paths));
        var roots = new List<string>();
        foreach (var path in paths)
        {
            var full = Path.GetFullPath(path);
            if (!File.Exists(full) && !Directory.Exists(full))
                throw new FileNotFoundException($"'{path}' does not exist (looked for {full}). Nothing was indexed.", full);
            if (Path.DirectorySeparatorChar != '/') full = full.Replace(Path.DirectorySeparatorChar, '/');
            roots.Add(full.Length > 1 ? full.TrimEnd('/') : full);
        }
        return roots;
    }

    private sealed class WalkState
    {
        public HashSet<FileKey> Seen { get; } = [];

        public List<string> Unreadable { get; } = [];
    }
}
