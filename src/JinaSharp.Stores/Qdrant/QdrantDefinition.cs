using System.Buffers;
using System.Text.Json;
using JinaSharp.Stores.Http;
using JinaSharp.Stores.Validation;
using Microsoft.Extensions.AI;

namespace JinaSharp.Stores.Qdrant;

/// <summary>Definitions of collections as Qdrant keeps them: refused, written, read back and compared.</summary>
internal static class QdrantDefinition
{
    // Where the collection's metadata keeps what Qdrant has no place for.
    private const string OwnMetadata = "jinasharp";
    private const int LongestCollectionName = 255;
    private const int LargestVector = 65536;

    private static readonly SearchValues<char> ForbiddenInNames = SearchValues.Create("<>:\"/\\|?*\0");

    private static readonly string[] CollectionSettings =
        ["shard_number", "sharding_method", "replication_factor", "write_consistency_factor", "on_disk_payload", "hnsw_config", "optimizers_config", "quantization_config", "wal_config", "strict_mode_config"];

    private static readonly string[] DenseSettings = ["on_disk", "hnsw_config", "quantization_config", "memory", QdrantNames.CoarseSetting];
    private static readonly string[] SparseSettings = ["modifier", "index"];

    /// <summary>Refuses what Qdrant cannot be.</summary>
    public static void Check(VectorCollectionDefinition definition, VectorStoreCapabilities capabilities)
    {
        var name = definition.Name;
        if (name.Length is 0 or > LongestCollectionName || name.AsSpan().ContainsAny(ForbiddenInNames))
            throw Refuse($"'{name}' cannot be the name of a Qdrant collection: expected 1 to {LongestCollectionName} characters, none of < > : \" / \\ | ? *.", name);
        if (definition.Vectors.Count == 0) throw Refuse($"Collection '{name}' has no vector; expected at least one.", name);
        var names = QdrantNames.Of(definition.Vectors);
        if (definition.Vectors.Select(vector => names.ToServer(vector.Name)).Concat(names.Coarse.Keys.Select(names.CoarseToServer)).Distinct(StringComparer.Ordinal).Count() < definition.Vectors.Count + names.Coarse.Count)
            throw Refuse($"Collection '{name}' has two vectors of one name (the unnamed one is called '{QdrantNames.DefaultVectorName}' beside others, the leading dimensions of a vector '{QdrantNames.CoarseToServer("NAME", 256)}').", name);
        if (definition.KeywordIndex) capabilities.Require(VectorStoreFeatures.KeywordSearch, "A keyword index", name);
        foreach (var vector in definition.Vectors) CheckVector(vector, name, capabilities);
        if (definition.Metadata.ContainsKey(OwnMetadata)) throw Refuse($"Collection metadata '{OwnMetadata}' has a name that this store keeps for itself.", name);
        Settings(definition);
    }

    /// <summary>Whether something must be kept in the collection's metadata, which servers before 1.16 do not have.</summary>
    public static bool NeedsMetadata(VectorCollectionDefinition definition) =>
        definition.Metadata.Count > 0 || QdrantNames.Of(definition.Vectors) is { Unnamed: not null } or { Coarse.Count: > 0 } || definition.Vectors.Any(vector => vector.Profile is not null);

    /// <summary>Writes the body that makes the collection.</summary>
    public static void Write(JsonBody body, VectorCollectionDefinition definition)
    {
        var json = body.Json;
        var names = QdrantNames.Of(definition.Vectors);
        json.WriteStartObject();
        if (names.IsUnnamed)
        {
            json.WritePropertyName("vectors"u8);
            WriteVector(json, definition.Vectors[0]);
        }
        else
        {
            WriteVectors(json, "vectors", definition.Vectors.Where(vector => vector.Kind != VectorKind.Sparse).Concat(CoarseVectors(definition, names)), names, WriteVector);
            WriteVectors(json, "sparse_vectors", definition.Vectors.Where(vector => vector.Kind == VectorKind.Sparse), names, WriteSparse);
        }
        WriteSettings(json, Settings(definition));
        if (NeedsMetadata(definition)) WriteMetadata(json, definition, names);
        json.WriteEndObject();
    }

    /// <summary>The definition of a collection that exists.</summary>
    public static VectorCollectionDefinition Read(string name, JsonElement info)
    {
        var config = info.GetProperty("config");
        var parameters = config.GetProperty("params");
        var metadata = config.TryGetProperty("metadata", out var kept) && kept.ValueKind == JsonValueKind.Object ? kept : default;
        var own = metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty(OwnMetadata, out var ours) && ours.ValueKind == JsonValueKind.Object ? ours : default;
        var unnamed = own.ValueKind == JsonValueKind.Object && own.TryGetProperty("unnamed", out var called) ? called.GetString() : null;
        var coarse = own.ValueKind == JsonValueKind.Object && own.TryGetProperty("coarse", out var heads) && heads.ValueKind == JsonValueKind.Object
            ? heads.EnumerateObject().ToDictionary(item => item.Name, item => item.Value.GetInt32(), StringComparer.Ordinal)
            : [];
        var hidden = coarse.Select(item => QdrantNames.CoarseToServer(item.Key.Length == 0 ? unnamed ?? "" : item.Key, item.Value)).ToHashSet(StringComparer.Ordinal);
        var vectors = new List<VectorDefinition>();
        if (parameters.TryGetProperty("vectors", out var dense) && dense.ValueKind == JsonValueKind.Object)
        {
            if (dense.TryGetProperty("size", out _)) vectors.Add(ReadVector("", dense));
            else vectors.AddRange(dense.EnumerateObject().Where(item => !hidden.Contains(item.Name)).Select(item => ReadVector(item.Name == unnamed ? "" : item.Name, item.Value)));
            for (var i = 0; i < vectors.Count; i++)
                if (coarse.TryGetValue(vectors[i].Name, out var head))
                    vectors[i] = vectors[i] with { AdditionalProperties = new AdditionalPropertiesDictionary { [$"qdrant.{QdrantNames.CoarseSetting}"] = head } };
        }
        if (parameters.TryGetProperty("sparse_vectors", out var sparse) && sparse.ValueKind == JsonValueKind.Object)
            vectors.AddRange(sparse.EnumerateObject().Select(item => new VectorDefinition { Name = item.Name == unnamed ? "" : item.Name, Kind = VectorKind.Sparse, Dimensions = 0, Metric = DistanceMetric.Dot }));
        var profiles = own.ValueKind == JsonValueKind.Object && own.TryGetProperty("profiles", out var keys) ? keys : default;
        return new VectorCollectionDefinition
        {
            Name = name,
            Vectors = [.. vectors.Select(vector => profiles.ValueKind == JsonValueKind.Object && profiles.TryGetProperty(vector.Name, out var key) ? vector with { Profile = EmbeddingProfile.Parse(key.GetString()!) } : vector)],
            PayloadIndexes = info.TryGetProperty("payload_schema", out var schema) && schema.ValueKind == JsonValueKind.Object ? ReadIndexes(schema) : new Dictionary<string, PayloadIndexKind>(),
            Metadata = metadata.ValueKind == JsonValueKind.Object
                ? metadata.EnumerateObject().Where(item => item.Name != OwnMetadata).ToDictionary(item => item.Name, item => item.Value.ValueKind == JsonValueKind.String ? item.Value.GetString()! : item.Value.GetRawText())
                : new Dictionary<string, string>(),
        };
    }

    public static string IndexType(PayloadIndexKind kind) => kind switch
    {
        PayloadIndexKind.Keyword => "keyword",
        PayloadIndexKind.Integer => "integer",
        PayloadIndexKind.Number => "float",
        PayloadIndexKind.Boolean => "bool",
        PayloadIndexKind.Text => "text",
        _ => "datetime",
    };

    public static VectorStoreException Refuse(string message, string collection) =>
        new(message) { Store = "qdrant", Collection = collection, Operation = "create_collection", Code = "invalid_definition" };

    private static StoreSettings Settings(VectorCollectionDefinition definition) => new("qdrant", definition.AdditionalProperties, CollectionSettings, "a collection");

    private static StoreSettings Settings(VectorDefinition vector) =>
        new("qdrant", vector.AdditionalProperties, vector.Kind == VectorKind.Sparse ? SparseSettings : DenseSettings, $"vector {RecordChecks.Quote(vector.Name)}");

    private static void CheckVector(VectorDefinition vector, string collection, VectorStoreCapabilities capabilities)
    {
        var what = $"Vector {RecordChecks.Quote(vector.Name)} of collection '{collection}'";
        if (vector.Kind == VectorKind.Binary) capabilities.Require(VectorStoreFeatures.BinaryVectors, what + " is binary, which", collection);
        if (vector.Kind == VectorKind.Sparse)
        {
            Settings(vector);
            return;
        }
        if (vector.Dimensions is < 1 or > LargestVector) throw Refuse($"{what} has {vector.Dimensions} dimensions; expected 1 to {LargestVector}.", collection);
        if (!capabilities.Metrics.Contains(vector.Metric)) throw Refuse($"{what} is compared by {vector.Metric}; Qdrant knows {string.Join(", ", capabilities.Metrics)}.", collection);
        if (vector.Kind == VectorKind.Multi && vector.Metric == DistanceMetric.Euclidean) throw Refuse($"{what} is a multi-vector compared by distance; MaxSim is a sum of similarities: use Cosine or Dot.", collection);
        if (vector.Storage == VectorStorage.Int8)
            throw Refuse($"{what} is to be kept as Int8, which Qdrant does only beside the floats: use the setting qdrant.quantization_config, such as {{\"scalar\":{{\"type\":\"int8\"}}}}, or Float16.", collection);
        Settings(vector);
        if (QdrantNames.CoarseDimensionsOf(vector) is { } head && (vector.Kind != VectorKind.Dense || head < 1 || head >= vector.Dimensions))
            throw Refuse($"{what} is to keep its first {head} dimensions a second time; expected a dense vector and fewer dimensions than its {vector.Dimensions}.", collection);
    }

    // The second vector is the small one that a coarse first search reads: no setting of the whole one, such as to keep it on disk, is for it.
    private static IEnumerable<VectorDefinition> CoarseVectors(VectorCollectionDefinition definition, QdrantNames names) =>
        names.Coarse.Select(item => definition.Vectors.First(vector => vector.Name == item.Key) with { Name = names.CoarseToServer(item.Key), Dimensions = item.Value, Profile = null, AdditionalProperties = null });

    private static void WriteVectors(Utf8JsonWriter json, string property, IEnumerable<VectorDefinition> vectors, QdrantNames names, Action<Utf8JsonWriter, VectorDefinition> write)
    {
        VectorDefinition[] all = [.. vectors];
        if (all.Length == 0) return;
        json.WriteStartObject(property);
        foreach (var vector in all)
        {
            json.WritePropertyName(names.ToServer(vector.Name));
            write(json, vector);
        }
        json.WriteEndObject();
    }

    private static void WriteVector(Utf8JsonWriter json, VectorDefinition vector)
    {
        var settings = Settings(vector);
        json.WriteStartObject();
        json.WriteNumber("size"u8, vector.Dimensions);
        json.WriteString("distance"u8, vector.Metric switch { DistanceMetric.Cosine => "Cosine", DistanceMetric.Dot => "Dot", _ => "Euclid" });
        if (vector.Storage == VectorStorage.Float16) json.WriteString("datatype"u8, "float16"u8);
        if (vector.Kind == VectorKind.Multi)
        {
            json.WriteStartObject("multivector_config"u8);
            json.WriteString("comparator"u8, "max_sim"u8);
            json.WriteEndObject();
            // MaxSim is for scoring candidates again; a graph over it costs much and finds little.
            if (!settings.Has("hnsw_config"))
            {
                json.WriteStartObject("hnsw_config"u8);
                json.WriteNumber("m"u8, 0);
                json.WriteEndObject();
            }
        }
        WriteSettings(json, settings);
        json.WriteEndObject();
    }

    private static void WriteSparse(Utf8JsonWriter json, VectorDefinition vector)
    {
        json.WriteStartObject();
        WriteSettings(json, Settings(vector));
        json.WriteEndObject();
    }

    private static void WriteSettings(Utf8JsonWriter json, StoreSettings settings)
    {
        foreach (var (name, value) in settings.All.Where(item => item.Key != QdrantNames.CoarseSetting))
        {
            json.WritePropertyName(name);
            SettingJson.Write(json, name, value);
        }
    }

    private static void WriteMetadata(Utf8JsonWriter json, VectorCollectionDefinition definition, QdrantNames names)
    {
        json.WriteStartObject("metadata"u8);
        foreach (var (name, value) in definition.Metadata) json.WriteString(name, value);
        json.WriteStartObject(OwnMetadata);
        if (names.Unnamed is not null) json.WriteString("unnamed"u8, names.Unnamed);
        if (names.Coarse.Count > 0)
        {
            json.WriteStartObject("coarse"u8);
            foreach (var (name, dimensions) in names.Coarse) json.WriteNumber(name, dimensions);
            json.WriteEndObject();
        }
        json.WriteStartObject("profiles"u8);
        foreach (var vector in definition.Vectors)
            if (vector.Profile is { } profile)
                json.WriteString(vector.Name, profile.Key);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static VectorDefinition ReadVector(string name, JsonElement vector) => new()
    {
        Name = name,
        Dimensions = vector.GetProperty("size").GetInt32(),
        Kind = vector.TryGetProperty("multivector_config", out var multi) && multi.ValueKind == JsonValueKind.Object ? VectorKind.Multi : VectorKind.Dense,
        Metric = vector.GetProperty("distance").GetString() switch
        {
            "Cosine" => DistanceMetric.Cosine,
            "Dot" => DistanceMetric.Dot,
            "Euclid" => DistanceMetric.Euclidean,
            var other => throw Refuse($"The collection compares by {other}, which has no equal here; it can be read with Qdrant's own tools.", ""),
        },
        Storage = vector.TryGetProperty("datatype", out var type) && type.GetString() == "float16" ? VectorStorage.Float16 : VectorStorage.Float32,
    };

    private static Dictionary<string, PayloadIndexKind> ReadIndexes(JsonElement schema)
    {
        var indexes = new Dictionary<string, PayloadIndexKind>(StringComparer.Ordinal);
        foreach (var field in schema.EnumerateObject())
        {
            var kind = field.Value.TryGetProperty("data_type", out var type) ? type.GetString() : null;
            foreach (var known in Enum.GetValues<PayloadIndexKind>())
                if (IndexType(known) == kind)
                    indexes[field.Name] = known;
        }
        return indexes;
    }
}
