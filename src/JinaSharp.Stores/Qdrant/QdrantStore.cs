using System.Text.Json;
using JinaSharp.Stores.Http;

namespace JinaSharp.Stores.Qdrant;

/// <summary>The collections of a Qdrant server or cluster, over REST. Servers from 1.10 on; collections with a profile or metadata need 1.16.</summary>
/// <remarks>
/// Safe for concurrent use. Every write waits until it is applied. Similarities are Qdrant's scores, with the sign turned for Euclidean distances.
/// Ids that are neither UUIDs nor unsigned integers become UUIDs of version 5, with the original kept in the payload. Cosine vectors come back at unit length.
/// </remarks>
public sealed class QdrantStore : IVectorStore
{
    internal static readonly VectorStoreCapabilities DeclaredCapabilities = new()
    {
        Store = "qdrant",
        Features = KnownStoreFeatures.Qdrant,
        Storages = new HashSet<VectorStorage> { VectorStorage.Float32, VectorStorage.Float16 },
    };

    private readonly StoreConnection _connection;
    private readonly StoreTelemetry _telemetry;
    private readonly RemoteStoreLimits _limits;
    private readonly QdrantSettings _settings;

    /// <summary>Creates the store; nothing is sent yet.</summary>
    /// <param name="endpoint">The server's address, such as <c>http://localhost:6333</c>.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or a setting cannot be used.</exception>
    public QdrantStore(Uri endpoint, QdrantStoreOptions? options = null)
    {
        options ??= new QdrantStoreOptions();
        _settings = QdrantSettings.From(options);
        _connection = new StoreConnection(endpoint, options, new QdrantProtocol());
        _telemetry = new StoreTelemetry("qdrant", _connection.Endpoint);
        _limits = new RemoteStoreLimits(options.MaxBatchRecords, options.MaxBatchBytes);
    }

    /// <inheritdoc/>
    public VectorStoreCapabilities Capabilities => DeclaredCapabilities;

    /// <inheritdoc/>
    public Task<IVectorCollection> GetOrCreateCollectionAsync(VectorCollectionDefinition definition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return _telemetry.RunAsync<IVectorCollection>("create_collection", definition.Name, async () =>
        {
            QdrantDefinition.Check(definition, Capabilities);
            var existing = await FindDefinitionAsync(definition.Name, cancellationToken).ConfigureAwait(false) ?? await CreateAsync(definition, cancellationToken).ConfigureAwait(false);
            DefinitionComparison.EnsureSame(existing, definition, "qdrant");
            EnsureSameCoarse(existing, definition);
            foreach (var (field, kind) in definition.PayloadIndexes)
                if (!existing.PayloadIndexes.ContainsKey(field))
                    await CreateIndexAsync(definition.Name, field, QdrantDefinition.IndexType(kind), cancellationToken).ConfigureAwait(false);
            return Open(existing with { PayloadIndexes = existing.PayloadIndexes.Concat(definition.PayloadIndexes).DistinctBy(entry => entry.Key).ToDictionary(entry => entry.Key, entry => entry.Value) });
        });
    }

    /// <inheritdoc/>
    public Task<IVectorCollection?> FindCollectionAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _telemetry.RunAsync<IVectorCollection?>("find_collection", name, async () =>
            await FindDefinitionAsync(name, cancellationToken).ConfigureAwait(false) is { } definition ? Open(definition) : null);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListCollectionsAsync(CancellationToken cancellationToken = default) =>
        _telemetry.RunAsync<IReadOnlyList<string>>("list_collections", null, async () =>
        {
            using var answer = await GetAsync("list_collections", "collections", null, cancellationToken).ConfigureAwait(false);
            return [.. Result(answer).GetProperty("collections").EnumerateArray().Select(item => item.GetProperty("name").GetString()!).Order(StringComparer.Ordinal)];
        });

    /// <inheritdoc/>
    public Task<bool> DeleteCollectionAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _telemetry.RunAsync("delete_collection", name, async () =>
        {
            try
            {
                var response = await _connection.SendAsync(new StoreRequest("delete_collection", HttpMethod.Delete, PathOf(name)) { Collection = name }, cancellationToken).ConfigureAwait(false);
                using var answer = JsonDocument.Parse(response.Body);
                return Result(answer).ValueKind == JsonValueKind.True;
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
        ArgumentException.ThrowIfNullOrEmpty(aliasName);
        return _telemetry.RunAsync("set_alias", collection, async () =>
        {
            using var answer = await GetAsync("list_aliases", "aliases", null, cancellationToken).ConfigureAwait(false);
            var exists = Result(answer).GetProperty("aliases").EnumerateArray().Any(item => item.GetProperty("alias_name").GetString() == aliasName);
            if (!exists && collection is null) return false;
            using var body = new JsonBody();
            var json = body.Json;
            json.WriteStartObject();
            json.WriteStartArray("actions"u8);
            if (exists)
            {
                json.WriteStartObject();
                json.WriteStartObject("delete_alias"u8);
                json.WriteString("alias_name"u8, aliasName);
                json.WriteEndObject();
                json.WriteEndObject();
            }
            if (collection is not null)
            {
                json.WriteStartObject();
                json.WriteStartObject("create_alias"u8);
                json.WriteString("collection_name"u8, collection);
                json.WriteString("alias_name"u8, aliasName);
                json.WriteEndObject();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
            await _connection.SendAsync(new StoreRequest("set_alias", HttpMethod.Post, "collections/aliases") { Collection = collection, Body = body.Written }, cancellationToken).ConfigureAwait(false);
            return true;
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

    internal QdrantPoints Open(VectorCollectionDefinition definition) => new(_connection, _telemetry, _limits, _settings, QdrantNames.Of(definition.Vectors), definition);

    private async Task<VectorCollectionDefinition?> FindDefinitionAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await GetAsync("find_collection", PathOf(name), name, cancellationToken).ConfigureAwait(false);
            return QdrantDefinition.Read(name, Result(answer));
        }
        catch (StoreRequestException e) when (e.Kind == StoreFailureKind.NotFound)
        {
            return null;
        }
    }

    private async Task<VectorCollectionDefinition> CreateAsync(VectorCollectionDefinition definition, CancellationToken cancellationToken)
    {
        using var body = new JsonBody();
        QdrantDefinition.Write(body, definition);
        var mine = true;
        try
        {
            await _connection.SendAsync(new StoreRequest("create_collection", HttpMethod.Put, PathOf(definition.Name)) { Collection = definition.Name, Body = body.Written }, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreRequestException e) when (e.Kind == StoreFailureKind.Exists)
        {
            // Made meanwhile, by another or by a try whose answer was lost: it is compared as any other.
            mine = false;
        }
        var made = await FindDefinitionAsync(definition.Name, cancellationToken).ConfigureAwait(false)
            ?? throw QdrantDefinition.Refuse($"Collection '{definition.Name}' was made and is gone again.", definition.Name);
        if (mine && (made.Metadata.Count < definition.Metadata.Count || !KeptAll(made, definition)))
        {
            await DeleteCollectionAsync(definition.Name, cancellationToken).ConfigureAwait(false);
            throw QdrantDefinition.Refuse("This Qdrant keeps no metadata of collections, which embedding profiles, metadata, an unnamed vector beside others and qdrant.coarse_dimensions need: use Qdrant 1.16 or newer, or leave them out.", definition.Name);
        }
        await CreateIndexAsync(definition.Name, _settings.IdField, "keyword", cancellationToken).ConfigureAwait(false);
        return made;
    }

    private static bool KeptAll(VectorCollectionDefinition made, VectorCollectionDefinition asked) => asked.Vectors.All(vector => made.Vectors.Any(other =>
        other.Name == vector.Name && (vector.Profile is null || other.Profile == vector.Profile) && QdrantNames.CoarseDimensionsOf(other) == QdrantNames.CoarseDimensionsOf(vector)));

    private static void EnsureSameCoarse(VectorCollectionDefinition existing, VectorCollectionDefinition asked)
    {
        foreach (var vector in asked.Vectors)
        {
            if (QdrantNames.CoarseDimensionsOf(vector) is not { } wanted) continue;
            var kept = QdrantNames.CoarseDimensionsOf(existing.Vectors.First(other => other.Name == vector.Name));
            if (kept == wanted) continue;
            throw new VectorStoreException(
                $"Collection '{asked.Name}' exists in qdrant and keeps {(kept is null ? "no leading dimensions" : $"the first {kept} dimensions")} of vector {RecordChecks.Quote(vector.Name)} a second time; " +
                $"asked for are {wanted}. Open it without qdrant.{QdrantNames.CoarseSetting}, or copy it into a new collection made with it.")
            {
                Store = "qdrant",
                Collection = asked.Name,
                Operation = "create_collection",
                Code = "collection_differs",
            };
        }
    }

    private async Task CreateIndexAsync(string collection, string field, string type, CancellationToken cancellationToken)
    {
        using var body = new JsonBody();
        body.Json.WriteStartObject();
        body.Json.WriteString("field_name"u8, field);
        body.Json.WriteString("field_schema"u8, type);
        body.Json.WriteEndObject();
        await _connection.SendAsync(
            new StoreRequest("create_index", HttpMethod.Put, $"{PathOf(collection)}/index?wait=true") { Collection = collection, Body = body.Written }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<JsonDocument> GetAsync(string operation, string path, string? collection, CancellationToken cancellationToken)
    {
        var response = await _connection.SendAsync(new StoreRequest(operation, HttpMethod.Get, path) { Collection = collection }, cancellationToken).ConfigureAwait(false);
        return JsonDocument.Parse(response.Body);
    }

    private static JsonElement Result(JsonDocument answer) => answer.RootElement.GetProperty("result");

    private static string PathOf(string collection) => $"collections/{Uri.EscapeDataString(collection)}";
}
