using System.Collections.Concurrent;
using System.Text.Json;
using JinaSharp.Stores.Embedded;
using JinaSharp.Stores.Embedded.Storage;
using JinaSharp.Stores.Validation;

namespace JinaSharp.Stores;

/// <summary>A vector store in a folder of this machine, or in memory: nothing to install, nothing to run.</summary>
/// <remarks>
/// <para>Each collection is a folder of its own; the format is described in <c>docs/embedded-format.md</c>. A write that ended is on the disk and survives
/// a crash at any moment; a write that did not is gone as a whole.</para>
/// <para>Thread-safe. Any number of processes may read a collection while one writes to it. The right to write is taken by the first write and
/// kept until the store is disposed; another writer gets an error that names the holder.</para>
/// </remarks>
/// <example>
/// <code>
/// await using var store = new EmbeddedStore("data");
/// var docs = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("docs", 256, keywordIndex: true));
/// await docs.UpsertAsync([new VectorRecord("1", vector, "the text", new Dictionary&lt;string, PayloadValue&gt; { ["lang"] = "en" })]);
/// var hits = await docs.SearchAsync(SearchQuery.ByVector(vector) with { Filter = Filter.Eq("lang", "en") });
/// </code>
/// </example>
public sealed class EmbeddedStore : IVectorStore
{
    internal const string StoreName = "embedded";

    internal static readonly VectorStoreCapabilities StoreCapabilities = new()
    {
        Store = StoreName,
        Features = KnownStoreFeatures.Embedded,
        Metrics = new HashSet<DistanceMetric> { DistanceMetric.Cosine, DistanceMetric.Dot, DistanceMetric.Euclidean, DistanceMetric.Hamming },
        MaxDimensions = 32768,
    };

    // Names of folders are limited to 255 bytes nearly everywhere.
    private const int MaxFolderName = 200;

    private readonly string? _directory;
    private readonly EmbeddedStoreOptions _options;
    private readonly ConcurrentDictionary<string, EmbeddedCollection> _open = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _memoryAliases = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private bool _disposed;

    /// <summary>A store in a folder, which is made by the first collection.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    public EmbeddedStore(string directory, EmbeddedStoreOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        _directory = Path.GetFullPath(directory);
        options ??= new EmbeddedStoreOptions();
        _options = new EmbeddedStoreOptions { Durable = options.Durable, SegmentBytes = options.SegmentBytes, KeepGoodPrefix = options.KeepGoodPrefix };
    }

    private EmbeddedStore() => _options = new EmbeddedStoreOptions();

    /// <inheritdoc/>
    public VectorStoreCapabilities Capabilities => StoreCapabilities;

    /// <summary>The folder.</summary>
    /// <value>Null for a store in memory.</value>
    public string? Directory => _directory;

    /// <summary>A store in memory, gone when it is disposed.</summary>
    /// <returns>The store.</returns>
    public static EmbeddedStore InMemory() => new();

    /// <inheritdoc/>
    public async Task<IVectorCollection> GetOrCreateCollectionAsync(VectorCollectionDefinition definition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        DefinitionCheck.Require(definition, Capabilities);
        EmbeddedSettings.RequireDefinition(definition);
        return await LockedAsync(() =>
        {
            if (Open(definition.Name) is { } existing)
            {
                DefinitionCheck.RequireSame(existing.Definition, definition, StoreName);
                return existing;
            }
            if (_directory is null) return _open[definition.Name] = new EmbeddedCollection(definition);
            Create(definition);
            return Open(definition.Name)!;
        }, "create", definition.Name, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IVectorCollection?> FindCollectionAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return await LockedAsync(() => Open(name) ?? (ReadAliases().TryGetValue(name, out var target) ? Open(target) : null), "open", name, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListCollectionsAsync(CancellationToken cancellationToken = default) =>
        LockedAsync<IReadOnlyList<string>>(() =>
        {
            if (_directory is null) return [.. _open.Keys.Order(StringComparer.Ordinal)];
            if (!System.IO.Directory.Exists(_directory)) return [];
            return [.. System.IO.Directory.EnumerateDirectories(_directory)
                .Where(folder => File.Exists(new CollectionFolder(folder).Definition))
                .Select(folder => CollectionFolder.CollectionOf(Path.GetFileName(folder))).OfType<string>().Order(StringComparer.Ordinal)];
        }, "list", null, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> DeleteCollectionAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            RequireOpen();
            if (Open(name) is not { } collection) return false;
            await collection.MarkDeletedAsync(cancellationToken).ConfigureAwait(false);
            _open.TryRemove(name, out _);
            if (_directory is null) return true;
            // Moved aside first: a crash halfway leaves no half collection under the name.
            var aside = Path.Combine(_directory, $".deleted-{Guid.NewGuid():N}");
            System.IO.Directory.Move(FolderOf(name), aside);
            System.IO.Directory.Delete(aside, recursive: true);
            CollectionFolder.FlushFolder(_directory);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw StorageErrors.Wrap(error, name, "delete", _directory!);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async Task SetAliasAsync(string aliasName, string? collection, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(aliasName);
        await LockedAsync(() =>
        {
            if (collection is not null && Open(collection) is null) throw Error($"There is no collection '{collection}' to give the name '{aliasName}' to.", collection, "not_found");
            if (collection is not null && Open(aliasName) is not null) throw Error($"'{aliasName}' is the name of a collection; choose another alias.", aliasName, "bad_alias");
            if (_directory is null)
            {
                if (collection is null) _memoryAliases.TryRemove(aliasName, out _);
                else _memoryAliases[aliasName] = collection;
                return true;
            }
            var aliases = new Dictionary<string, string>(ReadAliases(), StringComparer.Ordinal);
            if (collection is null) aliases.Remove(aliasName);
            else aliases[aliasName] = collection;
            System.IO.Directory.CreateDirectory(_directory);
            CollectionFolder.WriteWhole(AliasFile, JsonSerializer.SerializeToUtf8Bytes(aliases, CollectionFileContext.Default.DictionaryStringString));
            return true;
        }, "alias", collection, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_disposed) return;
            _disposed = true;
            foreach (var collection in _open.Values) await collection.CloseAsync().ConfigureAwait(false);
            _open.Clear();
        }
        finally
        {
            _gate.Release();
        }
    }

    private string AliasFile => Path.Combine(_directory!, "aliases.json");

    private string FolderOf(string collection) => Path.Combine(_directory!, CollectionFolder.NameOf(collection));

    private EmbeddedCollection? Open(string name)
    {
        if (_open.TryGetValue(name, out var open))
        {
            if (_directory is null || File.Exists(new CollectionFolder(FolderOf(name)).Definition)) return open;
            // Deleted by another process.
            _open.TryRemove(name, out _);
            return null;
        }
        if (_directory is null || CollectionFolder.NameOf(name).Length > MaxFolderName || !File.Exists(new CollectionFolder(FolderOf(name)).Definition)) return null;
        return _open[name] = new EmbeddedCollection(CollectionStorage.Open(FolderOf(name), _options), _options.Durable);
    }

    private void Create(VectorCollectionDefinition definition)
    {
        var folder = FolderOf(definition.Name);
        if (Path.GetFileName(folder).Length > MaxFolderName)
            throw Error($"The name of collection '{definition.Name}' is too long for a folder's name; expected at most {MaxFolderName} bytes, of which characters other than letters, digits, '_', '-' and '.' take three or more.", definition.Name, "invalid_definition");
        System.IO.Directory.CreateDirectory(_directory!);
        var aside = Path.Combine(_directory!, $".new-{Guid.NewGuid():N}");
        System.IO.Directory.CreateDirectory(aside);
        try
        {
            CollectionStorage.Create(aside, definition, _options.Durable);
            System.IO.Directory.Move(aside, folder);
            CollectionFolder.FlushFolder(_directory!);
        }
        catch
        {
            if (System.IO.Directory.Exists(aside)) System.IO.Directory.Delete(aside, recursive: true);
            // Another process was faster: its collection is opened and compared.
            if (!File.Exists(new CollectionFolder(folder).Definition)) throw;
        }
    }

    private IReadOnlyDictionary<string, string> ReadAliases()
    {
        if (_directory is null) return _memoryAliases;
        if (!File.Exists(AliasFile)) return new Dictionary<string, string>();
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(AliasFile), CollectionFileContext.Default.DictionaryStringString) ?? [];
        }
        catch (JsonException error)
        {
            throw new DamagedStoreException(AliasFile, 0, error.Message);
        }
    }

    private async Task<T> LockedAsync<T>(Func<T> action, string operation, string? collection, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            RequireOpen();
            return action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw StorageErrors.Wrap(error, collection, operation, _directory ?? "memory");
        }
        finally
        {
            _gate.Release();
        }
    }

    private void RequireOpen() => ObjectDisposedException.ThrowIf(_disposed, this);

    private static VectorStoreException Error(string message, string? collection, string code) => new(message) { Store = StoreName, Collection = collection, Code = code };
}
