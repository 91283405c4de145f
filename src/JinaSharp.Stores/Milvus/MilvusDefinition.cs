using System.Text.Json;
using JinaSharp.Stores.Http;
using JinaSharp.Stores.Validation;

namespace JinaSharp.Stores.Milvus;

/// <summary>Definitions of collections as Milvus keeps them: refused, written, read back.</summary>
/// <remarks>Milvus has no place for metadata, so the collection's description holds, as JSON, what its fields do not say.</remarks>
internal static class MilvusDefinition
{
    private const string Marker = "jinasharp";
    private const int LongestName = 255;
    private const int LargestVector = 32768;
    private const int DefaultMaxRows = 4096;

    private static readonly string[] CollectionSettings = ["shards_num", "consistency_level", "partitions_num", "ttl_seconds"];
    private static readonly string[] VectorSettings = ["index_type", "index_params", "max_rows"];
    private static readonly string[] Reserved = [MilvusFields.Id, MilvusFields.Text, MilvusFields.Payload, MilvusFields.Lookup, MilvusFields.Pad, MilvusFields.Distance];

    /// <summary>Refuses what Milvus cannot be.</summary>
    public static void Check(VectorCollectionDefinition definition, VectorStoreCapabilities capabilities)
    {
        var name = definition.Name;
        if (!IsName(name)) throw Refuse($"'{name}' cannot be the name of a Milvus collection: expected 1 to {LongestName} letters, digits and '_', not beginning with a digit.", name);
        if (definition.Vectors.Count == 0) throw Refuse($"Collection '{name}' has no vector; expected at least one.", name);
        if (definition.Vectors.Select(vector => MilvusFields.ToServer(vector.Name)).Distinct(StringComparer.Ordinal).Count() < definition.Vectors.Count)
            throw Refuse($"Collection '{name}' has two vectors of one name (the unnamed one is called '{MilvusFields.UnnamedVector}').", name);
        if (definition.KeywordIndex) capabilities.Require(VectorStoreFeatures.KeywordSearch, "A keyword index", name);
        foreach (var vector in definition.Vectors) CheckVector(vector, name);
        foreach (var (field, kind) in definition.PayloadIndexes)
            if (kind == PayloadIndexKind.Text)
                throw Refuse($"The index over the words of payload field '{field}' cannot be made: Milvus indexes the words of columns only. Use Keyword for whole texts.", name);
        Settings(definition);
    }

    /// <summary>Writes the body that makes the collection with its indexes; Milvus then loads it.</summary>
    public static void Write(Utf8JsonWriter json, VectorCollectionDefinition definition, MilvusSettings settings)
    {
        var own = Settings(definition);
        json.WriteStartObject();
        if (settings.Database is not null) json.WriteString("dbName"u8, settings.Database);
        json.WriteString("collectionName"u8, definition.Name);
        json.WriteString("description"u8, Describe(definition));
        json.WriteStartObject("schema"u8);
        json.WriteBoolean("autoID"u8, false);
        json.WriteBoolean("enableDynamicField"u8, false);
        json.WriteStartArray("fields"u8);
        WriteField(json, MilvusFields.Id, "VarChar", ("max_length", MilvusFields.MaxTextBytes), isPrimary: true);
        WriteField(json, MilvusFields.Text, "VarChar", ("max_length", MilvusFields.MaxTextBytes), nullable: true);
        WriteField(json, MilvusFields.Payload, "JSON");
        WriteField(json, MilvusFields.Lookup, "JSON");
        foreach (var vector in definition.Vectors.Where(vector => vector.Kind != VectorKind.Multi))
            WriteField(json, MilvusFields.ToServer(vector.Name), DataType(vector), vector.Kind == VectorKind.Sparse ? null : ("dim", vector.Dimensions));
        if (NeedsPad(definition)) WriteField(json, MilvusFields.Pad, "FloatVector", ("dim", 2));
        json.WriteEndArray();
        WriteStructs(json, definition);
        json.WriteEndObject();
        json.WriteStartArray("indexParams"u8);
        foreach (var vector in definition.Vectors) WriteIndex(json, vector);
        if (NeedsPad(definition)) WriteIndex(json, MilvusFields.Pad, "L2", "AUTOINDEX", null);
        json.WriteEndArray();
        json.WriteStartObject("params"u8);
        json.WriteString("consistencyLevel"u8, own.Get<string>("consistency_level") ?? settings.ConsistencyLevel);
        if (own.GetInteger("shards_num") is { } shards) json.WriteNumber("shardsNum"u8, shards);
        if (own.GetInteger("partitions_num") is { } partitions) json.WriteNumber("partitionsNum"u8, partitions);
        if (own.GetInteger("ttl_seconds") is { } ttl) json.WriteNumber("ttlSeconds"u8, ttl);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The definition of a collection that exists, from its description, held against its fields.</summary>
    public static VectorCollectionDefinition Read(string name, JsonElement described)
    {
        if (!TryReadDescription(described, out var own))
        {
            throw new VectorStoreException(
                $"Collection '{name}' exists in Milvus but was not made by JinaSharp (its description does not say what its vectors are). Use another name, or copy its records with Milvus's own tools.")
            {
                Store = "milvus",
                Collection = name,
                Code = "foreign_collection",
            };
        }
        var fields = described.GetProperty("fields").EnumerateArray().ToDictionary(field => field.GetProperty("name").GetString()!, StringComparer.Ordinal);
        var vectors = own.GetProperty("vectors").EnumerateArray().Select(ReadVector).ToList();
        foreach (var vector in vectors)
        {
            if (vector.Kind is VectorKind.Multi or VectorKind.Sparse) continue;
            if (!fields.TryGetValue(MilvusFields.ToServer(vector.Name), out var field) || Dimensions(field) != vector.Dimensions)
                throw Refuse($"The description of collection '{name}' says that vector '{vector.Name}' has {vector.Dimensions} dimensions, and its fields do not. Another program has changed it.", name);
        }
        return new VectorCollectionDefinition
        {
            Name = name,
            Vectors = vectors,
            Metadata = own.GetProperty("metadata").EnumerateObject().ToDictionary(item => item.Name, item => item.Value.GetString()!),
            PayloadIndexes = own.GetProperty("indexes").EnumerateObject().ToDictionary(item => item.Name, item => Enum.Parse<PayloadIndexKind>(item.Value.GetString()!)),
        };
    }

    /// <summary>Whether every vector of a name is compared in full by its index.</summary>
    public static bool IsFlat(VectorDefinition vector) => vector.Kind is VectorKind.Sparse || IndexType(vector) is "FLAT" or "BIN_FLAT";

    /// <summary>Writes the body that makes an index over a payload field.</summary>
    public static void WritePayloadIndex(Utf8JsonWriter json, string collection, string field, PayloadIndexKind kind, MilvusSettings settings)
    {
        json.WriteStartObject();
        if (settings.Database is not null) json.WriteString("dbName"u8, settings.Database);
        json.WriteString("collectionName"u8, collection);
        json.WriteStartArray("indexParams"u8);
        json.WriteStartObject();
        json.WriteString("fieldName"u8, MilvusFields.Payload);
        json.WriteString("indexName"u8, "payload_" + Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(field)));
        json.WriteString("indexType"u8, "INVERTED"u8);
        json.WriteStartObject("params"u8);
        json.WriteString("index_type"u8, "INVERTED"u8);
        json.WriteString("json_path"u8, MilvusFields.Payload + string.Concat(field.Split('.').Select(word => $"[\"{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"]")));
        json.WriteString("json_cast_type"u8, kind switch { PayloadIndexKind.Integer or PayloadIndexKind.Number => "double", PayloadIndexKind.Boolean => "bool", _ => "varchar" });
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static bool NeedsPad(VectorCollectionDefinition definition) => definition.Vectors.All(vector => vector.Kind == VectorKind.Multi);

    public static string Metric(VectorDefinition vector) => (vector.Kind, vector.Metric) switch
    {
        (VectorKind.Sparse, _) => "IP",
        (VectorKind.Multi, DistanceMetric.Dot) => "MAX_SIM_IP",
        (VectorKind.Multi, _) => "MAX_SIM_COSINE",
        (_, DistanceMetric.Hamming) => "HAMMING",
        (_, DistanceMetric.Dot) => "IP",
        (_, DistanceMetric.Euclidean) => "L2",
        _ => "COSINE",
    };

    public static string SearchField(VectorDefinition vector) =>
        vector.Kind == VectorKind.Multi ? $"{MilvusFields.ToServer(vector.Name)}[{MilvusFields.Row}]" : MilvusFields.ToServer(vector.Name);

    public static long MaxRows(VectorDefinition vector) => Settings(vector).GetInteger("max_rows") ?? DefaultMaxRows;

    public static VectorStoreException Refuse(string message, string collection) =>
        new(message) { Store = "milvus", Collection = collection, Operation = "create_collection", Code = "invalid_definition" };

    private static StoreSettings Settings(VectorCollectionDefinition definition) => new("milvus", definition.AdditionalProperties, CollectionSettings, "a collection");

    private static StoreSettings Settings(VectorDefinition vector) => new("milvus", vector.AdditionalProperties, VectorSettings, $"vector {RecordChecks.Quote(vector.Name)}");

    private static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static void CheckVector(VectorDefinition vector, string collection)
    {
        var what = $"Vector {RecordChecks.Quote(vector.Name)} of collection '{collection}'";
        if (!IsName(MilvusFields.ToServer(vector.Name))) throw Refuse($"{what} has a name that Milvus cannot take: expected letters, digits and '_', not beginning with a digit.", collection);
        if (Reserved.Contains(vector.Name)) throw Refuse($"{what} has the name of a field that this store keeps for itself ({string.Join(", ", Reserved)}).", collection);
        Settings(vector);
        if (vector.Kind == VectorKind.Sparse) return;
        if (vector.Dimensions is < 1 or > LargestVector) throw Refuse($"{what} has {vector.Dimensions} dimensions; expected 1 to {LargestVector}.", collection);
        if (vector.Kind == VectorKind.Binary && vector.Dimensions % 8 != 0) throw Refuse($"{what} has {vector.Dimensions} bits; expected a multiple of 8.", collection);
        if ((vector.Kind == VectorKind.Binary) != (vector.Metric == DistanceMetric.Hamming)) throw Refuse($"{what} is {vector.Kind} and compared by {vector.Metric}; binary vectors are compared by Hamming, and only they.", collection);
        if (vector.Kind == VectorKind.Multi && vector.Metric == DistanceMetric.Euclidean) throw Refuse($"{what} is a multi-vector compared by distance; MaxSim is a sum of similarities: use Cosine or Dot.", collection);
        if (vector.Storage == VectorStorage.Int8 || (vector.Storage != VectorStorage.Float32 && vector.Kind != VectorKind.Dense))
            throw Refuse($"{what} is to be kept as {vector.Storage}; Milvus keeps dense vectors as Float32 or Float16, all others as they are. For less memory set milvus.index_type, such as HNSW_SQ or IVF_RABITQ.", collection);
    }

    private static string DataType(VectorDefinition vector) => vector.Kind switch
    {
        VectorKind.Binary => "BinaryVector",
        VectorKind.Sparse => "SparseFloatVector",
        _ => vector.Storage == VectorStorage.Float16 ? "Float16Vector" : "FloatVector",
    };

    private static string IndexType(VectorDefinition vector) => Settings(vector).Get<string>("index_type") ?? vector.Kind switch
    {
        VectorKind.Binary => "BIN_FLAT",
        VectorKind.Sparse => "SPARSE_INVERTED_INDEX",
        _ => "AUTOINDEX",
    };

    private static void WriteField(Utf8JsonWriter json, string name, string type, (string Name, int Value)? parameter = null, bool isPrimary = false, bool nullable = false)
    {
        json.WriteStartObject();
        json.WriteString("fieldName"u8, name);
        json.WriteString("dataType"u8, type);
        if (isPrimary) json.WriteBoolean("isPrimary"u8, true);
        if (nullable) json.WriteBoolean("nullable"u8, true);
        if (parameter is { } given)
        {
            json.WriteStartObject("elementTypeParams"u8);
            json.WriteString(given.Name, given.Value.ToString());
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteStructs(Utf8JsonWriter json, VectorCollectionDefinition definition)
    {
        if (!definition.Vectors.Any(vector => vector.Kind == VectorKind.Multi)) return;
        json.WriteStartArray("structFields"u8);
        foreach (var vector in definition.Vectors.Where(vector => vector.Kind == VectorKind.Multi))
        {
            json.WriteStartObject();
            json.WriteString("fieldName"u8, MilvusFields.ToServer(vector.Name));
            json.WriteStartArray("fields"u8);
            json.WriteStartObject();
            json.WriteString("fieldName"u8, MilvusFields.Row);
            json.WriteString("dataType"u8, "ArrayOfVector"u8);
            json.WriteString("elementDataType"u8, "FloatVector"u8);
            json.WriteStartObject("elementTypeParams"u8);
            json.WriteNumber("dim"u8, vector.Dimensions);
            json.WriteNumber("max_capacity"u8, MaxRows(vector));
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteIndex(Utf8JsonWriter json, VectorDefinition vector) =>
        WriteIndex(json, SearchField(vector), Metric(vector), IndexType(vector), Settings(vector).Get<object>("index_params"));

    private static void WriteIndex(Utf8JsonWriter json, string field, string metric, string type, object? parameters)
    {
        json.WriteStartObject();
        json.WriteString("fieldName"u8, field);
        json.WriteString("indexName"u8, field.Replace('[', '_').Replace("]", "", StringComparison.Ordinal));
        json.WriteString("metricType"u8, metric);
        json.WriteString("indexType"u8, type);
        json.WritePropertyName("params"u8);
        if (parameters is null)
        {
            json.WriteStartObject();
            json.WriteEndObject();
        }
        else
        {
            SettingJson.Write(json, "milvus.index_params", parameters);
        }
        json.WriteEndObject();
    }

    private static string Describe(VectorCollectionDefinition definition)
    {
        using var body = new JsonBody();
        var json = body.Json;
        json.WriteStartObject();
        json.WriteNumber(Marker, 1);
        json.WriteStartArray("vectors"u8);
        foreach (var vector in definition.Vectors)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, vector.Name);
            json.WriteString("kind"u8, vector.Kind.ToString());
            json.WriteNumber("dimensions"u8, vector.Dimensions);
            json.WriteString("metric"u8, vector.Metric.ToString());
            json.WriteString("storage"u8, vector.Storage.ToString());
            json.WriteString("index_type"u8, IndexType(vector));
            if (vector.Kind == VectorKind.Multi) json.WriteNumber("max_rows"u8, MaxRows(vector));
            if (vector.Profile is { } profile) json.WriteString("profile"u8, profile.Key);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartObject("metadata"u8);
        foreach (var (name, value) in definition.Metadata) json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteStartObject("indexes"u8);
        foreach (var (field, kind) in definition.PayloadIndexes) json.WriteString(field, kind.ToString());
        json.WriteEndObject();
        json.WriteEndObject();
        return System.Text.Encoding.UTF8.GetString(body.Written.Span);
    }

    private static VectorDefinition ReadVector(JsonElement vector)
    {
        var settings = new Microsoft.Extensions.AI.AdditionalPropertiesDictionary { ["milvus.index_type"] = vector.GetProperty("index_type").GetString() };
        if (vector.TryGetProperty("max_rows", out var rows)) settings["milvus.max_rows"] = rows.GetInt64();
        return new VectorDefinition
        {
            Name = vector.GetProperty("name").GetString()!,
            Kind = Enum.Parse<VectorKind>(vector.GetProperty("kind").GetString()!),
            Dimensions = vector.GetProperty("dimensions").GetInt32(),
            Metric = Enum.Parse<DistanceMetric>(vector.GetProperty("metric").GetString()!),
            Storage = Enum.Parse<VectorStorage>(vector.GetProperty("storage").GetString()!),
            Profile = vector.TryGetProperty("profile", out var profile) ? EmbeddingProfile.Parse(profile.GetString()!) : null,
            AdditionalProperties = settings,
        };
    }

    private static bool TryReadDescription(JsonElement described, out JsonElement own)
    {
        own = default;
        if (!described.TryGetProperty("description", out var text) || text.ValueKind != JsonValueKind.String || !text.GetString()!.StartsWith('{')) return false;
        try
        {
            using var document = JsonDocument.Parse(text.GetString()!);
            own = document.RootElement.Clone();
            return own.TryGetProperty(Marker, out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static int Dimensions(JsonElement field)
    {
        if (!field.TryGetProperty("params", out var parameters)) return 0;
        foreach (var parameter in parameters.EnumerateArray())
            if (parameter.GetProperty("key").GetString() == "dim" && parameter.GetProperty("value") is var value)
                return value.ValueKind == JsonValueKind.Number ? value.GetInt32() : int.Parse(value.GetString()!);
        return 0;
    }
}
