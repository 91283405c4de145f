using System.Text.Json;
using JinaSharp.Stores.Http;

namespace JinaSharp.Stores.Milvus;

/// <summary>The collections of a Milvus server or cluster, over version 2 of its REST interface. Servers from 2.5 on; multi-vectors need 2.6 of July 2026 or 3.0.</summary>
/// <remarks>
/// Safe for concurrent use. Reads wait for all writes (<c>Strong</c>) unless <see cref="MilvusStoreOptions.ConsistencyLevel"/> says otherwise.
/// Similarities are Milvus's distances for cosine, dot product and MaxSim, <c>-sqrt(distance)</c> for Euclidean and <c>-distance</c> for binary vectors.
/// </remarks>
public sealed class MilvusStore : IVectorStore
{
    internal static readonly VectorStoreCapabilities DeclaredCapabilities = new()
    {
        Store = "milvus",
        Features = KnownStoreFeatures.Milvus,
        Metrics = new HashSet<DistanceMetric> { DistanceMetric.Cosine, DistanceMetric.Dot, DistanceMetric.Euclidean, DistanceMetric.Hamming },
        Storages = new HashSet<VectorStorage> { VectorStorage.Float32, VectorStorage.Float16 },
        // What a struct array can hold besides single precision is not documented.
        MultiVectorStorages = new HashSet<VectorStorage> { VectorStorage.Float32 },
        MaxDimensions = 32768,
        MaxResultWindow = 16383,
    };

    private static readonly TimeSpan LoadPoll = TimeSpan.FromMilliseconds(100);

    private readonly StoreConnection _connection;
    private readonly StoreTelemetry _telemetry;
    private readonly RemoteStoreLimits _limits;
    private readonly MilvusSettings _settings;
    private readonly TimeProvider _time;

    /// <summary>Creates the store; nothing is sent yet.</summary>
    /// <param name="endpoint">The server's address, such as <c>http://localhost:19530</c>.</param>
    /// <param name="options">The settings; null for the defaults. The key is <c>user:password</c> or an API key.</param>
    /// <exception cref="ArgumentException">The address or a setting cannot be used.</exception>
    public MilvusStore(Uri endpoint, MilvusStoreOptions? options = null)
    {
        options ??= new MilvusStoreOptions();
        _settings = MilvusSettings.From(options);
        _connection = new StoreConnection(endpoint, options, new MilvusProtocol());
        _telemetry = new StoreTelemetry("milvus", _connection.Endpoint);
        _limits = new RemoteStoreLimits(options.MaxBatchRecords, options.MaxBatchBytes);
        _time = options.TimeProvider;
    }

    /// <inheritdoc/>
    public VectorStoreCapabilities Capabilities => DeclaredCapabilities;

    /// <inheritdoc/>
    public Task<IVectorCollection> GetOrCreateCollectionAsync(VectorCollectionDefinition definition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return _telemetry.RunAsync<IVectorCollection>("create_collection", definition.Name, async () =>
        {
            MilvusDefinition.Check(definition, Capabilities);
            var existing = await FindDefinitionAsync(definition.Name, cancellationToken).ConfigureAwait(false);
            if (existing is null)
            {
                using var body = new JsonBody();
                MilvusDefinition.Write(body.Json, definition, _settings);
                await SendAsync("create_collection", "collections/create", definition.Name, body.Written, cancellationToken).ConfigureAwait(false);
                // Success is no proof that the collection is the one asked for: an existing one is answered the same way.
                existing = await FindDefinitionAsync(definition.Name, cancellationToken).ConfigureAwait(false)
                    ?? throw MilvusDefinition.Refuse($"Collection '{definition.Name}' was made and is gone again.", definition.Name);
                DefinitionComparison.EnsureSame(existing, definition, "milvus");
                foreach (var (field, kind) in definition.PayloadIndexes) await CreateIndexAsync(definition.Name, field, kind, cancellationToken).ConfigureAwait(false);
            }
            DefinitionComparison.EnsureSame(existing, definition, "milvus");
            await EnsureLoadedAsync(definition.Name, cancellationToken).ConfigureAwait(false);
            return Open(existing);
        });
    }

    /// <inheritdoc/>
    public Task<IVectorCollection?> FindCollectionAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _telemetry.RunAsync<IVectorCollection?>("find_collection", name, async () =>
        {
            if (await FindDefinitionAsync(name, cancellationToken).ConfigureAwait(false) is not { } definition) return null;
            await EnsureLoadedAsync(name, cancellationToken).ConfigureAwait(false);
            return Open(definition);
        });
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListCollectionsAsync(CancellationToken cancellationToken = default) =>
        _telemetry.RunAsync<IReadOnlyList<string>>("list_collections", null, async () =>
        {
            using var answer = await AskAsync("list_collections", "collections/list", null, cancellationToken).ConfigureAwait(false);
            return [.. answer.RootElement.GetProperty("data").EnumerateArray().Select(item => item.GetString()!).Order(StringComparer.Ordinal)];
        });

    /// <inheritdoc/>
    public Task<bool> DeleteCollectionAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _telemetry.RunAsync("delete_collection", name, async () =>
        {
            // Dropping what is not there is success for some versions and an error for others.
            using var has = await AskAsync("find_collection", "collections/has", name, cancellationToken).ConfigureAwait(false);
            if (!has.RootElement.GetProperty("data").GetProperty("has").GetBoolean()) return false;
            using var dropped = await AskAsync("delete_collection", "collections/drop", name, cancellationToken).ConfigureAwait(false);
            return true;
        });
    }

    /// <inheritdoc/>
    public Task SetAliasAsync(string aliasName, string? collection, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(aliasName);
        return _telemetry.RunAsync("set_alias", collection, async () =>
        {
            var exists = true;
            try
            {
                using var described = await AskAsync("describe_alias", "aliases/describe", null, cancellationToken, ("aliasName", aliasName)).ConfigureAwait(false);
            }
            catch (StoreRequestException e) when (e.Kind == StoreFailureKind.NotFound)
            {
                exists = false;
            }
            if (!exists && collection is null) return false;
            var route = collection is null ? "aliases/drop" : exists ? "aliases/alter" : "aliases/create";
            using var changed = await AskAsync("set_alias", route, collection, cancellationToken, ("aliasName", aliasName)).ConfigureAwait(false);
            return true;
        });
    }

    /// <summary>Loads a collection into memory and waits until it can be searched.</summary>
    /// <param name="name">The collection's name.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>A task that ends when it is loaded.</returns>
    public Task LoadCollectionAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _telemetry.RunAsync("load_collection", name, async () =>
        {
            await EnsureLoadedAsync(name, cancellationToken).ConfigureAwait(false);
            return true;
        });
    }

    /// <summary>Takes a collection out of memory; it cannot be searched until it is loaded again.</summary>
    /// <param name="name">The collection's name.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>A task that ends when it is done.</returns>
    public Task ReleaseCollectionAsync(string name, CancellationToken cancellationToken = default) => CommandAsync("release_collection", "collections/release", name, null, cancellationToken);

    /// <summary>Makes a partition, for <see cref="MilvusStoreOptions.Partition"/>.</summary>
    /// <param name="collection">The collection's name.</param>
    /// <param name="partition">The partition's name.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>A task that ends when it is done.</returns>
    public Task CreatePartitionAsync(string collection, string partition, CancellationToken cancellationToken = default) =>
        CommandAsync("create_partition", "partitions/create", collection, ("partitionName", partition), cancellationToken);

    /// <summary>The names of a collection's partitions.</summary>
    /// <param name="collection">The collection's name.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The names.</returns>
    public Task<IReadOnlyList<string>> ListPartitionsAsync(string collection, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(collection);
        return _telemetry.RunAsync<IReadOnlyList<string>>("list_partitions", collection, async () =>
        {
            using var answer = await AskAsync("list_partitions", "partitions/list", collection, cancellationToken).ConfigureAwait(false);
            return [.. answer.RootElement.GetProperty("data").EnumerateArray().Select(item => item.GetString()!)];
        });
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Closes the connections that the store made.</summary>
    /// <returns>A task that is done.</returns>
    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private MilvusRows Open(VectorCollectionDefinition definition) => new(_connection, _telemetry, _limits, _settings, definition);

    private Task<bool> CommandAsync(string operation, string route, string collection, (string, string)? extra, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(collection);
        return _telemetry.RunAsync(operation, collection, async () =>
        {
            using var answer = await AskAsync(operation, route, collection, cancellationToken, extra).ConfigureAwait(false);
            return true;
        });
    }

    private async Task<VectorCollectionDefinition?> FindDefinitionAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await AskAsync("find_collection", "collections/describe", name, cancellationToken).ConfigureAwait(false);
            return MilvusDefinition.Read(name, answer.RootElement.GetProperty("data"));
        }
        catch (StoreRequestException e) when (e.Kind == StoreFailureKind.NotFound)
        {
            return null;
        }
    }

    private async Task EnsureLoadedAsync(string name, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        for (var asked = false; ;)
        {
            using var answer = await AskAsync("load_state", "collections/get_load_state", name, cancellationToken).ConfigureAwait(false);
            var state = answer.RootElement.GetProperty("data").GetProperty("loadState").GetString();
            if (state == "LoadStateLoaded") return;
            if (!asked && state is not "LoadStateLoading")
            {
                using var loading = await AskAsync("load_collection", "collections/load", name, cancellationToken).ConfigureAwait(false);
                asked = true;
            }
            if (_time.GetElapsedTime(started) > _settings.LoadTimeout)
            {
                throw new VectorStoreException($"Collection '{name}' is not loaded after {_settings.LoadTimeout.TotalSeconds:0} s (state {state}). Give it more time (LoadTimeout), or the server more memory.")
                {
                    Store = "milvus",
                    Collection = name,
                    Operation = "load_collection",
                    Code = "not_loaded",
                    IsTransient = true,
                };
            }
            await Task.Delay(LoadPoll, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CreateIndexAsync(string collection, string field, PayloadIndexKind kind, CancellationToken cancellationToken)
    {
        using var body = new JsonBody();
        MilvusDefinition.WritePayloadIndex(body.Json, collection, field, kind, _settings);
        await SendAsync("create_index", "indexes/create", collection, body.Written, cancellationToken).ConfigureAwait(false);
    }

    private async Task<JsonDocument> AskAsync(string operation, string route, string? collection, CancellationToken cancellationToken, (string Name, string Value)? extra = null)
    {
        using var body = new JsonBody();
        body.Json.WriteStartObject();
        if (_settings.Database is not null) body.Json.WriteString("dbName"u8, _settings.Database);
        if (collection is not null) body.Json.WriteString("collectionName"u8, collection);
        if (extra is { } more) body.Json.WriteString(more.Name, more.Value);
        body.Json.WriteEndObject();
        var response = await SendAsync(operation, route, collection, body.Written, cancellationToken).ConfigureAwait(false);
        return JsonDocument.Parse(response.Body);
    }

    private Task<StoreResponse> SendAsync(string operation, string route, string? collection, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        _connection.SendAsync(new StoreRequest(operation, HttpMethod.Post, $"v2/vectordb/{route}") { Collection = collection, Body = body }, cancellationToken);
}
