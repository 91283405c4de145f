using System.Text.Json;
using System.Text.Json.Serialization;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>The content of <c>collection.json</c>.</summary>
internal sealed record CollectionFile
{
    [JsonPropertyName("format")]
    public required int Format { get; init; }

    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("keywordIndex")]
    public bool KeywordIndex { get; init; }

    [JsonPropertyName("vectors")]
    public required IReadOnlyList<VectorEntry> Vectors { get; init; }

    [JsonPropertyName("metadata")]
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    [JsonPropertyName("settings")]
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    public static CollectionFile From(VectorCollectionDefinition definition) => new()
    {
        Format = StoreFormat.Version,
        Id = Guid.NewGuid(),
        Name = definition.Name,
        KeywordIndex = definition.KeywordIndex,
        Metadata = definition.Metadata,
        Settings = definition.AdditionalProperties?.ToDictionary(entry => entry.Key, entry => Convert.ToString(entry.Value, System.Globalization.CultureInfo.InvariantCulture) ?? "")
            ?? [],
        Vectors = [.. definition.Vectors.Select(vector => new VectorEntry
        {
            Name = vector.Name,
            Kind = vector.Kind,
            Dimensions = vector.Dimensions,
            Metric = vector.Metric,
            Storage = vector.Storage,
            Profile = vector.Profile?.Key,
        })],
    };

    public VectorCollectionDefinition ToDefinition() => new()
    {
        Name = Name,
        KeywordIndex = KeywordIndex,
        Metadata = Metadata,
        AdditionalProperties = Settings.Count == 0 ? null : new(Settings.ToDictionary(entry => entry.Key, entry => (object?)entry.Value)),
        Vectors = [.. Vectors.Select(vector => new VectorDefinition
        {
            Name = vector.Name,
            Kind = vector.Kind,
            Dimensions = vector.Dimensions,
            Metric = vector.Metric,
            Storage = vector.Storage,
            Profile = vector.Profile is null ? null : EmbeddingProfile.Parse(vector.Profile),
        })],
    };

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, CollectionFileContext.Default.CollectionFile);

    /// <exception cref="DamagedStoreException">The file is not what was written.</exception>
    public static CollectionFile Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        try
        {
            // The version comes first: a later format may be anything else.
            using var document = JsonDocument.Parse(bytes);
            StoreFormat.RequireVersion(document.RootElement.GetProperty("format").GetInt32(), path);
            return JsonSerializer.Deserialize(bytes, CollectionFileContext.Default.CollectionFile) ?? throw new JsonException("The file holds null.");
        }
        catch (Exception error) when (error is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new DamagedStoreException(path, 0, $"it is not a collection's description: {error.Message}");
        }
    }
}
