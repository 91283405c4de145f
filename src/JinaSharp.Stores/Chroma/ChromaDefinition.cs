using System.Net;
using System.Text.Json;
using JinaSharp.Stores.Http;
using JinaSharp.Stores.Validation;

namespace JinaSharp.Stores.Chroma;

/// <summary>Definitions of collections as Chroma keeps them: refused, written, read back and compared.</summary>
internal static class ChromaDefinition
{
    private static readonly string[] IndexSettings =
        ["ef_construction", "ef_search", "max_neighbors", "num_threads", "resize_factor", "sync_threshold", "batch_size"];

    public static StoreSettings Settings(VectorCollectionDefinition definition) =>
        new("chroma", definition.AdditionalProperties, [.. IndexSettings, "embedding_function"], "a collection");

    /// <summary>Refuses what Chroma cannot be.</summary>
    public static void Check(VectorCollectionDefinition definition, JinaEmbeddingConfiguration? function, VectorStoreCapabilities capabilities)
    {
        CheckName(definition.Name);
        if (definition.Vectors.Count == 0) throw Refuse($"Collection '{definition.Name}' has no vector; expected one.", definition.Name);
        if (definition.Vectors.Count > 1 || definition.Vectors[0].Name.Length > 0)
            capabilities.Require(VectorStoreFeatures.NamedVectors, $"Collection '{definition.Name}' names its vectors {string.Join(", ", definition.Vectors.Select(item => $"'{item.Name}'"))}, which", definition.Name);
        var vector = definition.Vectors[0];
        if (vector.Kind == VectorKind.Multi) capabilities.Require(VectorStoreFeatures.MultiVectors, "A multi-vector", definition.Name);
        if (vector.Kind == VectorKind.Sparse) capabilities.Require(VectorStoreFeatures.SparseVectors, "A sparse vector", definition.Name);
        if (vector.Kind == VectorKind.Binary) capabilities.Require(VectorStoreFeatures.BinaryVectors, "A binary vector", definition.Name);
        if (!capabilities.Metrics.Contains(vector.Metric)) throw Refuse($"Chroma does not compare by {vector.Metric}; it knows {string.Join(", ", capabilities.Metrics)}.", definition.Name);
        if (vector.Storage != VectorStorage.Float32) throw Refuse($"Chroma keeps vectors as Float32; {vector.Storage} was asked for. Stores that keep less: embedded, qdrant, milvus.", definition.Name);
        if (vector.Dimensions < 0 || (vector.Dimensions == 0 && function is null)) throw Refuse($"The vector of collection '{definition.Name}' has {vector.Dimensions} dimensions; expected 1 or more.", definition.Name);
        if (definition.KeywordIndex) capabilities.Require(VectorStoreFeatures.KeywordSearch, "A keyword index", definition.Name);
        if (definition.PayloadIndexes.Count > 0) capabilities.Require(VectorStoreFeatures.PayloadIndexes, "An index over a payload field (Chroma indexes all of them by itself)", definition.Name);
        if (definition.Metadata.Keys.FirstOrDefault(name => name.StartsWith(ChromaMetadata.LegacyPrefix, StringComparison.Ordinal)) is { } legacy)
            throw Refuse($"Collection metadata '{legacy}' is the old way to set the index, which the server ignores beside the new one. Set the vector's metric, or one of {string.Join(", ", IndexSettings.Select(name => $"'chroma.{name}'"))}.", definition.Name);
        foreach (var name in definition.Metadata.Keys)
            if (name.Length == 0 || name[0] is '#' or '$' || name.StartsWith(ChromaMetadata.Prefix, StringComparison.Ordinal) || name.StartsWith("chroma:", StringComparison.Ordinal))
                throw Refuse($"Collection metadata '{name}' has a name that Chroma or this store keeps for itself.", definition.Name);
        if (function is not null && function.Dimensions is { } own && vector.Dimensions > 0 && own != vector.Dimensions)
            throw Refuse($"The embedding function makes {own} dimensions, the collection's vector has {vector.Dimensions}.", definition.Name);
        if (function?.EmbeddingType is not (null or "float"))
            throw Refuse($"The embedding function asks for embedding_type '{function!.EmbeddingType}'; other Chroma clients then store wrong numbers. Leave it unset.", definition.Name);
        if (function?.UnknownFields.Count > 0)
            throw Refuse($"The embedding function has keys that the published schema does not allow: {string.Join(", ", function.UnknownFields.Keys)}. Use collection metadata for them.", definition.Name);
        Settings(definition);
    }

    /// <summary>Writes the body that makes the collection.</summary>
    public static void Write(Utf8JsonWriter json, VectorCollectionDefinition definition, JinaEmbeddingConfiguration? function)
    {
        var vector = definition.Vectors[0];
        var settings = Settings(definition);
        json.WriteStartObject();
        json.WriteString("name"u8, definition.Name);
        json.WriteBoolean("get_or_create"u8, false);
        if (Metadata(definition) is { Count: > 0 } metadata)
        {
            json.WriteStartObject("metadata"u8);
            foreach (var (name, value) in metadata) json.WriteString(name, value);
            json.WriteEndObject();
        }
        json.WriteStartObject("configuration"u8);
        json.WriteStartObject("hnsw"u8);
        json.WriteString("space"u8, Space(vector.Metric));
        foreach (var name in IndexSettings)
        {
            if (!settings.Has(name)) continue;
            json.WritePropertyName(name);
            SettingJson.Write(json, name, settings.Get<object>(name));
        }
        json.WriteEndObject();
        if (function is not null)
        {
            json.WritePropertyName("embedding_function"u8);
            ChromaFunctionJson.Write(json, function);
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The definition of a collection that exists.</summary>
    public static VectorCollectionDefinition Read(ChromaCollectionWire wire, ChromaStoredFunction stored, VectorCollectionDefinition? asked)
    {
        var dimensions = Dimensions(wire) ?? stored.Function?.Dimensions ?? asked?.Vectors[0].Dimensions ?? 0;
        return VectorCollectionDefinition.Dense(wire.Name, dimensions, Metric(wire), Profile(wire, stored.Function, dimensions)) with
        {
            Metadata = ChromaMetadata.Own(wire.Metadata),
        };
    }

    /// <summary>Refuses a collection that is not what was asked for; the message lists all differences.</summary>
    /// <param name="wire">The collection.</param>
    /// <param name="asked">What was asked for.</param>
    /// <param name="function">The function given with it; null for none.</param>
    /// <param name="warn">Is told of another function instead of the collection being refused for that; null refuses.</param>
    public static void Compare(ChromaCollectionWire wire, VectorCollectionDefinition asked, JinaEmbeddingConfiguration? function, Action<string, IReadOnlyList<string>>? warn)
    {
        var vector = asked.Vectors[0];
        var stored = ChromaFunctionJson.Find(wire);
        var differences = new List<string>();
        if (Metric(wire) != vector.Metric) differences.Add($"metric: collection has {Metric(wire)}, given is {vector.Metric}");
        if (Dimensions(wire) is { } dimensions && vector.Dimensions > 0 && dimensions != vector.Dimensions)
            differences.Add($"dimensions: collection has {dimensions}, given is {vector.Dimensions}");
        var others = function is null ? [] : FunctionDifferences(stored, function);
        if (warn is null) differences.AddRange(others.Select(difference => "embedding function, " + difference));
        if (differences.Count == 0 && vector.Profile is { } profile && Profile(wire, stored.Function, vector.Dimensions) is { } existing)
            existing.EnsureSame(profile, $"Collection '{asked.Name}'");
        if (differences.Count > 0)
        {
            throw new VectorStoreException(
                $"Collection '{asked.Name}' exists in Chroma and differs: {string.Join("; ", differences)}. Open it with its own settings, or use another name.")
            {
                Store = "chroma",
                Collection = asked.Name,
                Operation = "create_collection",
                Code = "collection_differs",
            };
        }
        if (others.Count > 0) warn?.Invoke(asked.Name, others);
    }

    // A collection without a function, or with one that its writer could not describe, has nothing to compare.
    private static IReadOnlyList<string> FunctionDifferences(ChromaStoredFunction stored, JinaEmbeddingConfiguration function) =>
        stored.Function is { } found ? found.DifferencesFrom(function)
        : stored.Name is "" or "jina" or "jinasharp" ? []
        : [$"name: '{stored.Name}' and '{function.FunctionName}'"];

    private static Dictionary<string, string> Metadata(VectorCollectionDefinition definition)
    {
        var metadata = new Dictionary<string, string>(definition.Metadata, StringComparer.Ordinal);
        if (definition.Vectors[0].Dimensions > 0) metadata[ChromaMetadata.Dimensions] = definition.Vectors[0].Dimensions.ToString();
        if (definition.Vectors[0].Profile is { } profile) metadata[ChromaMetadata.Profile] = profile.Key;
        return metadata;
    }

    private static int? Dimensions(ChromaCollectionWire wire) =>
        wire.Dimension ?? (wire.Metadata?.GetValueOrDefault(ChromaMetadata.Dimensions) is { ValueKind: JsonValueKind.String } text && int.TryParse(text.GetString(), out var kept) ? kept : null);

    private static EmbeddingProfile? Profile(ChromaCollectionWire wire, JinaEmbeddingConfiguration? function, int dimensions)
    {
        if (wire.Metadata?.GetValueOrDefault(ChromaMetadata.Profile) is { ValueKind: JsonValueKind.String } key) return EmbeddingProfile.Parse(key.GetString()!);
        if (function is null || dimensions == 0) return null;
        return new EmbeddingProfile { Model = function.ModelName, Dimensions = dimensions, TaskFamily = function.Task?.Family ?? "", Normalized = function.Normalized ?? true };
    }

    private static DistanceMetric Metric(ChromaCollectionWire wire)
    {
        // The server keeps configuration and schema in step; one of another kind or age may fill in less of them. Old metadata comes last: what is explicit wins.
        var space = Space(wire.Configuration, "hnsw", "space") ?? Space(wire.Configuration, "spann", "space")
            ?? Space(wire.Schema, "keys", "#embedding", "float_list", "vector_index", "config", "space") ?? Space(wire.Schema, "defaults", "float_list", "vector_index", "config", "space")
            ?? ChromaMetadata.LegacySpace(wire.Metadata);
        return space switch
        {
            "cosine" => DistanceMetric.Cosine,
            "ip" => DistanceMetric.Dot,
            _ => DistanceMetric.Euclidean,
        };
    }

    private static string? Space(JsonElement? root, params ReadOnlySpan<string> path) =>
        ChromaFunctionJson.TryGet(root, out var found, path) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;

    private static string Space(DistanceMetric metric) => metric switch
    {
        DistanceMetric.Cosine => "cosine",
        DistanceMetric.Dot => "ip",
        _ => "l2",
    };

    private static void CheckName(string name)
    {
        var fits = name.Length is >= 3 and <= 512 && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') && !name.Contains("..", StringComparison.Ordinal) && !IPAddress.TryParse(name, out _);
        if (!fits) throw Refuse($"'{name}' cannot be the name of a Chroma collection: expected 3 to 512 of the letters a-z and A-Z, digits, '.', '_' and '-', beginning and ending with a letter or digit, without '..', not an IP address.", name);
    }

    private static VectorStoreException Refuse(string message, string collection) =>
        new(message) { Store = "chroma", Collection = collection, Operation = "create_collection", Code = "invalid_definition" };
}
