using System.Text.Json;
using JinaSharp.Stores.Http;

namespace JinaSharp.Stores.Chroma;

/// <summary>The collections of a Chroma server, over its version 2 interface.</summary>
/// <remarks>
/// Safe for concurrent use. Similarities are <c>1 - distance</c> for cosine and dot product and <c>-sqrt(distance)</c> for Euclidean collections.
/// A collection that carries the Jina embedding function opens with the function, whichever client wrote it.
/// </remarks>
public sealed class ChromaStore : IVectorStore
{
    internal static readonly VectorStoreCapabilities DeclaredCapabilities = new()
    {
        Store = "chroma",
        Features = KnownStoreFeatures.Chroma,
        Storages = new HashSet<VectorStorage> { VectorStorage.Float32 },
    };

    private const int PageSize = 1000;

    private readonly StoreConnection _connection;
    private readonly StoreTelemetry _telemetry;
    private readonly RemoteStoreLimits _limits;
    private readonly ChromaEmbedderFactory _embedders;
    private readonly Action<string, IReadOnlyList<string>>? _functionMismatch;
    private readonly string _databasePath;
    private volatile ChromaPreflightWire? _preflight;

    /// <summary>Creates the store; nothing is sent yet.</summary>
    /// <param name="endpoint">The server's address, such as <c>http://localhost:8000</c>.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or a setting cannot be used.</exception>
    public ChromaStore(Uri endpoint, ChromaStoreOptions? options = null)
    {
        options ??= new ChromaStoreOptions();
        ArgumentException.ThrowIfNullOrEmpty(options.Tenant, nameof(options));
        ArgumentException.ThrowIfNullOrEmpty(options.Database, nameof(options));
        _connection = new StoreConnection(endpoint, options, new ChromaProtocol());
        _telemetry = new StoreTelemetry("chroma", _connection.Endpoint);
        _limits = new RemoteStoreLimits(options.MaxBatchRecords, options.MaxBatchBytes);
        _embedders = new ChromaEmbedderFactory(options.EmbeddingGeneratorFactory, options.ReadVariable);
        _functionMismatch = options.FunctionMismatch;
        _databasePath = $"api/v2/tenants/{Uri.EscapeDataString(options.Tenant)}/databases/{Uri.EscapeDataString(options.Database)}";
    }

    /// <inheritdoc/>
    public VectorStoreCapabilities Capabilities => DeclaredCapabilities;

    internal string CollectionsPath => $"{_databasePath}/collections";

    /// <summary>Makes a collection that carries a Jina embedding function, or opens the one of the same name after comparing model, dimensions and task.</summary>
    /// <param name="name">The collection's name.</param>
    /// <param name="function">The function, stored as every Chroma client writes it.</param>
    /// <param name="metric">How vectors are compared.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The collection.</returns>
    /// <exception cref="VectorStoreException">One of that name exists with another function or metric.</exception>
    public Task<ChromaCollection> GetOrCreateAsync(
        string name, JinaEmbeddingConfiguration function, DistanceMetric metric = DistanceMetric.Cosine, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(function);
        var definition = VectorCollectionDefinition.Dense(name, function.Dimensions ?? 0, metric);
        return _telemetry.RunAsync("create_collection", name, () => GetOrCreateCoreAsync(definition, function, cancellationToken));
    }

    /// <summary>Opens a collection.</summary>
    /// <param name="name">The collection's name.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The collection.</returns>
    /// <exception cref="VectorStoreException">There is none of that name.</exception>
    public async Task<ChromaCollection> OpenAsync(string name, CancellationToken cancellationToken = default) =>
        (ChromaCollection?)await FindCollectionAsync(name, cancellationToken).ConfigureAwait(false)
        ?? throw Refuse($"There is no collection '{name}' in this database of Chroma.", name, "not_found");

    /// <summary>Opens a collection with an embedding function, which is preferred to the one that the collection carries after both were compared by model,
    /// dimensions, task and normalisation. For collections that carry none, or one that cannot be rebuilt.</summary>
    /// <param name="name">The collection's name.</param>
    /// <param name="function">The function to embed with; it is not written into the collection.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The collection.</returns>
    /// <exception cref="VectorStoreException">There is none of that name, or it carries another function and <see cref="ChromaStoreOptions.FunctionMismatch"/> is not set.</exception>
    public Task<ChromaCollection> OpenAsync(string name, JinaEmbeddingConfiguration function, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(function);
        return _telemetry.RunAsync("find_collection", name, async () =>
        {
            var wire = await FindWireAsync(name, cancellationToken).ConfigureAwait(false) ?? throw Refuse($"There is no collection '{name}' in this database of Chroma.", name, "not_found");
            var definition = ChromaDefinition.Read(wire, ChromaFunctionJson.Find(wire), null);
            if (function.Dimensions is { } dimensions && dimensions != definition.Vectors[0].Dimensions) definition = definition with { Vectors = [definition.Vectors[0] with { Dimensions = dimensions }] };
            ChromaDefinition.Compare(wire, definition with { Vectors = [definition.Vectors[0] with { Profile = null }] }, function, _functionMismatch);
            return await OpenAsync(wire, null, function, cancellationToken).ConfigureAwait(false);
        });
    }

    /// <inheritdoc/>
    public Task<IVectorCollection> GetOrCreateCollectionAsync(VectorCollectionDefinition definition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return _telemetry.RunAsync<IVectorCollection>("create_collection", definition.Name, async () =>
        {
            var settings = ChromaDefinition.Settings(definition);
            return await GetOrCreateCoreAsync(definition, settings.Get<JinaEmbeddingConfiguration>("embedding_function"), cancellationToken).ConfigureAwait(false);
        });
    }

    /// <inheritdoc/>
    public Task<IVectorCollection?> FindCollectionAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _telemetry.RunAsync<IVectorCollection?>("find_collection", name, async () =>
        {
            var wire = await FindWireAsync(name, cancellationToken).ConfigureAwait(false);
            return wire is null ? null : await OpenAsync(wire, null, null, cancellationToken).ConfigureAwait(false);
        });
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListCollectionsAsync(CancellationToken cancellationToken = default) =>
        _telemetry.RunAsync<IReadOnlyList<string>>("list_collections", null, async () =>
        {
            var names = new SortedSet<string>(StringComparer.Ordinal);
            for (var offset = 0; ; offset += PageSize)
            {
                var response = await _connection.SendAsync(
                    new StoreRequest("list_collections", HttpMethod.Get, $"{CollectionsPath}?limit={PageSize}&offset={offset}"), cancellationToken).ConfigureAwait(false);
                var page = Parse(response, ChromaJson.Default.ListChromaCollectionWire);
                names.UnionWith(page.Select(collection => collection.Name));
                if (page.Count < PageSize) return [.. names];
            }
        });

    /// <inheritdoc/>
    public Task<bool> DeleteCollectionAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _telemetry.RunAsync("delete_collection", name, async () =>
        {
            try
            {
                if (await FindWireAsync(name, cancellationToken).ConfigureAwait(false) is not { } wire) return false;
                await RecordsOf(wire, ChromaDefinition.Read(wire, ChromaFunctionJson.Find(wire), null), _limits, base64: false).RemoveListsAsync(cancellationToken).ConfigureAwait(false);
                await _connection.SendAsync(new StoreRequest("delete_collection", HttpMethod.Delete, PathOf(name)) { Collection = name }, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (StoreRequestException e) when (e.Kind == StoreFailureKind.NotFound)
            {
                return false;
            }
        });
    }

    /// <inheritdoc/>
    public Task SetAliasAsync(string aliasName, string? collection, CancellationToken cancellationToken = default)
    {
        Capabilities.Require(VectorStoreFeatures.Aliases, "An alias", collection);
        return Task.CompletedTask;
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

    internal async Task<ChromaCollectionWire?> FindWireAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var response = await _connection.SendAsync(new StoreRequest("find_collection", HttpMethod.Get, PathOf(name)) { Collection = name }, cancellationToken).ConfigureAwait(false);
            return Parse(response, ChromaJson.Default.ChromaCollectionWire);
        }
        catch (StoreRequestException e) when (e.Kind == StoreFailureKind.NotFound)
        {
            return null;
        }
    }

    private async Task<ChromaCollection> GetOrCreateCoreAsync(VectorCollectionDefinition definition, JinaEmbeddingConfiguration? function, CancellationToken cancellationToken)
    {
        ChromaDefinition.Check(definition, function, Capabilities);
        var wire = await FindWireAsync(definition.Name, cancellationToken).ConfigureAwait(false) ?? await CreateAsync(definition, function, cancellationToken).ConfigureAwait(false);
        ChromaDefinition.Compare(wire, definition, function, _functionMismatch);
        return await OpenAsync(wire, definition, function, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ChromaCollectionWire> CreateAsync(VectorCollectionDefinition definition, JinaEmbeddingConfiguration? function, CancellationToken cancellationToken)
    {
        using var body = new JsonBody();
        ChromaDefinition.Write(body.Json, definition, function);
        try
        {
            var request = new StoreRequest("create_collection", HttpMethod.Post, CollectionsPath) { Collection = definition.Name, Body = body.Written };
            return Parse(await _connection.SendAsync(request, cancellationToken).ConfigureAwait(false), ChromaJson.Default.ChromaCollectionWire);
        }
        catch (StoreRequestException e) when (e.Kind == StoreFailureKind.Exists)
        {
            // Made meanwhile, by another or by a try whose answer was lost: it is compared as any other.
            if (await FindWireAsync(definition.Name, cancellationToken).ConfigureAwait(false) is { } made) return made;
            throw;
        }
    }

    private async Task<ChromaCollection> OpenAsync(
        ChromaCollectionWire wire, VectorCollectionDefinition? asked, JinaEmbeddingConfiguration? given, CancellationToken cancellationToken)
    {
        var preflight = await PreflightAsync(cancellationToken).ConfigureAwait(false);
        var stored = ChromaFunctionJson.Find(wire);
        var batch = Math.Min(_limits.MaxBatchRecords, preflight.MaxBatchSize is > 0 and var most ? most : int.MaxValue);
        var definition = ChromaDefinition.Read(wire, stored, asked);
        var records = RecordsOf(wire, definition, _limits with { MaxBatchRecords = batch }, preflight.SupportsBase64);
        // A function given by the caller is preferred to the stored one.
        var function = given is null ? stored : new ChromaStoredFunction(given, given.FunctionName, null);
        return new ChromaCollection(records, new ChromaEmbedder(wire.Name, function, _embedders), batch);
    }

    private ChromaRecords RecordsOf(ChromaCollectionWire wire, VectorCollectionDefinition definition, RemoteStoreLimits limits, bool base64) =>
        new(this, _connection, _telemetry, limits, base64, wire.Id, definition);

    private async Task<ChromaPreflightWire> PreflightAsync(CancellationToken cancellationToken)
    {
        if (_preflight is { } known) return known;
        var response = await _connection.SendAsync(new StoreRequest("preflight", HttpMethod.Get, "api/v2/pre-flight-checks"), cancellationToken).ConfigureAwait(false);
        return _preflight = Parse(response, ChromaJson.Default.ChromaPreflightWire);
    }

    private T Parse<T>(StoreResponse response, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(response.Body.Span, type) ?? throw new JsonException("the answer is null");
        }
        catch (JsonException e)
        {
            throw new VectorStoreException($"Chroma at {_connection.Endpoint.Authority} answered with something that is not its protocol ({e.Message}): {response.ShownBody}", e) { Store = "chroma", Code = "invalid_answer" };
        }
    }

    private string PathOf(string collection) => $"{CollectionsPath}/{Uri.EscapeDataString(collection)}";

    private static VectorStoreException Refuse(string message, string collection, string code) =>
        new(message) { Store = "chroma", Collection = collection, Code = code };
}
