using JinaSharp.Inference.Hub;

namespace JinaSharp.Inference;

/// <summary>Downloads models from a hub, completely or not at all.</summary>
/// <remarks>
/// Files are checked against the hub's hashes before they get their names, and an interrupted download continues where it stopped. Thread-safe; several
/// processes may download the same model: one does it, the others wait. A commit that was downloaded never changes, so that a model in use is left alone.
/// </remarks>
/// <example><code>
/// using var hub = new ModelHub(ModelHubOptions.FromEnvironment());
/// var model = await hub.PullAsync("jinaai/jina-embeddings-v2-small-en");
/// </code></example>
public sealed class ModelHub : IDisposable
{
    private readonly HubClient _client;
    private readonly HubRetry _retry;
    private readonly HubTiming _timing;
    private readonly Func<string, long?> _freeSpace;
    private readonly Uri _endpoint;
    private readonly string _cache;
    private readonly bool _offline;
    private readonly int _concurrency;

    /// <summary>Creates a hub.</summary>
    /// <param name="options">Where models come from and go to; the defaults where null. They are read once.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public ModelHub(ModelHubOptions? options = null) : this(options ?? new ModelHubOptions(), new HubTiming(), FreeSpace)
    {
    }

    internal ModelHub(ModelHubOptions options, HubTiming timing, Func<string, long?> freeSpace)
    {
        ArgumentNullException.ThrowIfNull(options.Endpoint);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.CacheFolder);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConcurrentFiles, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxAttempts, 1);
        if (!options.Endpoint.IsAbsoluteUri || options.Endpoint.Scheme is not ("http" or "https") || options.Endpoint.UserInfo.Length > 0 || options.Endpoint.Query.Length > 0)
            throw new ArgumentException($"The hub must be an http or https address without user or query; found '{options.Endpoint.GetLeftPart(UriPartial.Authority)}'.", nameof(options));
        (_endpoint, _cache, _offline, _concurrency) = (options.Endpoint, options.CacheFolder, options.Offline, options.MaxConcurrentFiles);
        (_timing, _freeSpace) = (timing, freeSpace);
        _retry = new HubRetry(timing, options.MaxAttempts);
        _client = new HubClient(options.Endpoint, options.Token, HubConnections.Create(options.Endpoint), timing);
    }

    /// <summary>Makes a model complete on this machine; what is there already is not downloaded again.</summary>
    /// <param name="modelId">The id, such as <c>jinaai/jina-embeddings-v2-small-en</c>; models of the catalogue need no owner.</param>
    /// <param name="options">What, and to where; the defaults where null.</param>
    /// <param name="progress">Told how far the download is, from several threads.</param>
    /// <param name="cancellationToken">Ends the download; what has arrived stays, and the next call continues there.</param>
    /// <returns>The model's folder and files.</returns>
    /// <exception cref="ArgumentException">The id or the revision is none.</exception>
    /// <exception cref="JinaException">The hub has no such model, refuses it, cannot be reached, or sent something else; or the disk is too small.</exception>
    public async Task<PulledModel> PullAsync(string modelId, ModelPullOptions? options = null, IProgress<ModelPullProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(modelId);
        var model = HubModelId.Parse(modelId);
        var revision = options?.Revision ?? ModelHubDefaults.Revision;
        HubModelId.CheckRevision(revision);
        var (include, chosen) = (options?.Include.ToArray() ?? [], options?.Folder);
        var cache = new ModelCache(_cache, model);
        if (_offline) return FindOffline(model, revision, chosen, cache);

        var listing = await _retry.RunAsync(model.Value, _client.Host, () => _client.ListAsync(model, revision, cancellationToken), null, cancellationToken).ConfigureAwait(false);
        var files = await DescribeAsync(model, listing.Commit, FileSelection.Select(model, listing, include), cancellationToken).ConfigureAwait(false);
        var folder = chosen is null ? cache.Snapshot(listing.Commit) : new PullFolder(Path.GetFullPath(chosen));
        using var held = await PullLock.TakeAsync(chosen is null ? cache.LockFile : folder.LockFile, () => progress?.Report(default(ModelPullProgress) with { File = "" }), _timing.Clock, cancellationToken).ConfigureAwait(false);
        return await FillAsync(model, revision, listing.Commit, files, folder, chosen is null ? cache : null, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends open connections.</summary>
    public void Dispose() => _client.Dispose();

    // A plain listing leaves sizes and hashes out; each file's own address has them.
    private async Task<IReadOnlyList<HubFile>> DescribeAsync(HubModelId model, string commit, IReadOnlyList<HubFile> files, CancellationToken cancellationToken)
    {
        var described = files.ToArray();
        await Parallel.ForAsync(0, described.Length, new ParallelOptions { MaxDegreeOfParallelism = _concurrency, CancellationToken = cancellationToken }, async (i, token) =>
        {
            var file = described[i];
            if (!file.HasHash || file.Size is null)
                described[i] = await _retry.RunAsync($"{model}/{file.Path}", _client.Host, () => _client.DescribeAsync(model, commit, file, token), null, token).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return described;
    }

    private async Task<PulledModel> FillAsync(
        HubModelId model, string revision, string commit, IReadOnlyList<HubFile> files, PullFolder folder, ModelCache? cache, IProgress<ModelPullProgress>? progress, CancellationToken cancellationToken)
    {
        var before = folder.ReadManifest();
        var missing = new List<HubFile>();
        foreach (var file in files)
            if (!await folder.HasAsync(file, before, cancellationToken).ConfigureAwait(false) && cache?.TryCopy(file, folder) != true) missing.Add(file);
        EnsureSpace(model, folder, missing);

        var total = new PullTotals(missing, progress);
        long received = 0;
        var described = files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        // Small files first: what is wrong with a model shows before its weights are paid for.
        await Parallel.ForEachAsync(
            missing.OrderBy(file => file.Size ?? 0),
            new ParallelOptions { MaxDegreeOfParallelism = _concurrency, CancellationToken = cancellationToken },
            async (file, token) =>
            {
                var download = new FileDownload(_client, _retry, model, commit, folder, file, bytes => total.Add(file, bytes));
                try
                {
                    var result = await download.RunAsync(token).ConfigureAwait(false);
                    lock (described) described[file.Path] = result;
                }
                catch (IOException exception) when (IsDiskFull(exception))
                {
                    throw new JinaException($"The disk of {folder.Path} is full. Make room and run the same call again: what has arrived is kept.", exception) { Code = HubErrors.DiskCode };
                }
                finally
                {
                    Interlocked.Add(ref received, download.Received);
                }
            }).ConfigureAwait(false);

        var entries = files.Select(file => Entry(folder, described[file.Path])).ToList();
        folder.WriteManifest(new PullManifest { Hub = _endpoint.AbsoluteUri, Model = model.Value, Revision = revision, Commit = commit, Files = entries });
        cache?.SetCommit(revision, commit);
        var names = missing.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        return new PulledModel
        {
            ModelId = model.Value,
            Revision = revision,
            Commit = commit,
            Folder = folder.Path,
            Files = [.. entries.Select(entry => new PulledFile(entry.Path, entry.Size, described[entry.Path].Sha256, names.Contains(entry.Path)))],
            BytesDownloaded = received,
        };
    }

    private PulledModel FindOffline(HubModelId model, string revision, string? chosen, ModelCache cache)
    {
        var found = cache.Find(revision);
        if (chosen is not null)
        {
            var folder = new PullFolder(Path.GetFullPath(chosen));
            found = folder.ReadManifest() is { } manifest && manifest.Model == model.Value && (manifest.Revision == revision || manifest.Commit == revision) && folder.IsComplete(manifest) ? (folder, manifest) : null;
        }
        if (found is not var (place, content))
            throw new JinaException($"{model} at revision '{revision}' is not in {Path.GetFullPath(chosen ?? _cache)}, and offline mode keeps the network alone. Pull it once with offline mode off (HF_HUB_OFFLINE).") { Code = HubErrors.OfflineCode };
        return new PulledModel
        {
            ModelId = model.Value,
            Revision = revision,
            Commit = content.Commit,
            Folder = place.Path,
            Files = [.. content.Files.Select(file => new PulledFile(file.Path, file.Size, file.Identity is { Length: 64 } hash ? hash : null, false))],
            BytesDownloaded = 0,
        };
    }

    private void EnsureSpace(HubModelId model, PullFolder folder, List<HubFile> missing)
    {
        var needed = missing.Sum(file => (file.Size ?? 0) - (new FileInfo(folder.PartOf(file)) is { Exists: true } part ? part.Length : 0));
        if (needed > 0 && _freeSpace(folder.Path) is { } free && free < needed)
            throw new JinaException($"{model} needs {HubErrors.Bytes(needed)} more in {folder.Path}, where {HubErrors.Bytes(free)} are free. Make room, or choose another folder.") { Code = HubErrors.DiskCode };
    }

    private static PullManifestFile Entry(PullFolder folder, HubFile file)
    {
        var info = new FileInfo(folder.FileOf(file));
        return new PullManifestFile { Path = file.Path, Size = info.Length, Identity = file.Identity, Written = info.LastWriteTimeUtc.Ticks };
    }

    // ENOSPC and EDQUOT, or Windows' two errors for a full disk.
    private static bool IsDiskFull(IOException exception) =>
        OperatingSystem.IsWindows() ? (exception.HResult & 0xffff) is 0x27 or 0x70 : exception.HResult is 28 or 122 or 69;

    private static long? FreeSpace(string folder)
    {
        var existing = new DirectoryInfo(folder);
        while (existing is { Exists: false, Parent: { } parent }) existing = parent;
        try
        {
            return new DriveInfo(existing.FullName).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
