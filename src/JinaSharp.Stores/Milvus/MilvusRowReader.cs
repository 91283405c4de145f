using System.Text.Json;
using JinaSharp.Stores.Http;

namespace JinaSharp.Stores.Milvus;

/// <summary>Reads rows straight from the bytes of an answer.</summary>
internal sealed class MilvusRowReader(VectorCollectionDefinition definition, RecordParts parts)
{
    private readonly Dictionary<string, VectorDefinition> _vectors = definition.Vectors.ToDictionary(vector => MilvusFields.ToServer(vector.Name), StringComparer.Ordinal);

    /// <summary>Reads the list that <c>data</c> is; several query vectors come as one flat list.</summary>
    public List<SearchHit> Read(ReadOnlySpan<byte> answer)
    {
        var rows = new List<SearchHit>();
        var reader = new Utf8JsonReader(answer);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isData = reader.ValueTextEquals("data"u8);
            reader.Read();
            if (!isData)
            {
                reader.Skip();
                continue;
            }
            if (reader.TokenType == JsonTokenType.StartArray)
                while (reader.Read() && reader.TokenType == JsonTokenType.StartObject) rows.Add(ReadRow(ref reader));
        }
        return rows;
    }

    private SearchHit ReadRow(ref Utf8JsonReader reader)
    {
        var id = "";
        string? text = null;
        double distance = 0;
        Dictionary<string, PayloadValue>? payload = null;
        Dictionary<string, VectorValue>? vectors = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            switch (name)
            {
                case MilvusFields.Id:
                    id = reader.TokenType == JsonTokenType.String ? reader.GetString()! : System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
                    break;
                case MilvusFields.Distance:
                    distance = reader.GetDouble();
                    break;
                case MilvusFields.Text when reader.TokenType == JsonTokenType.String:
                    text = reader.GetString();
                    break;
                case MilvusFields.Payload:
                    payload = ReadPayload(ref reader);
                    break;
                default:
                    if (_vectors.TryGetValue(name, out var vector) && parts.HasFlag(RecordParts.Vectors)) (vectors ??= [])[vector.Name] = ReadVector(ref reader, vector);
                    else reader.Skip();
                    break;
            }
        }
        var record = new VectorRecord(id)
        {
            Text = parts.HasFlag(RecordParts.Text) ? text : null,
            Payload = parts.HasFlag(RecordParts.Payload) && payload is not null ? payload : new Dictionary<string, PayloadValue>(),
            Vectors = vectors ?? new Dictionary<string, VectorValue>(),
        };
        return new SearchHit(record, distance);
    }

    // Before mid-2026 JSON columns come as texts that hold JSON.
    private static Dictionary<string, PayloadValue>? ReadPayload(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartObject) return PayloadJson.ReadMap(ref reader);
        if (reader.TokenType != JsonTokenType.String) return null;
        var inner = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(reader.GetString()!));
        inner.Read();
        return PayloadJson.ReadMap(ref inner);
    }

    private static VectorValue ReadVector(ref Utf8JsonReader reader, VectorDefinition vector) => vector.Kind switch
    {
        VectorKind.Binary => new BinaryVector(reader.GetBytesFromBase64()),
        VectorKind.Sparse => ReadSparse(ref reader),
        VectorKind.Multi => ReadStructs(ref reader),
        _ => reader.TokenType == JsonTokenType.String ? new DenseVector(ReadHalves(reader.GetBytesFromBase64())) : new DenseVector(VectorJson.ReadFloats(ref reader)),
    };

    private static float[] ReadHalves(byte[] bytes)
    {
        var values = new float[bytes.Length / 2];
        for (var i = 0; i < values.Length; i++) values[i] = (float)System.Buffers.Binary.BinaryPrimitives.ReadHalfLittleEndian(bytes.AsSpan(2 * i));
        return values;
    }

    private static SparseVector ReadSparse(ref Utf8JsonReader reader)
    {
        var entries = new SortedDictionary<uint, float>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var index = uint.Parse(reader.GetString()!, System.Globalization.CultureInfo.InvariantCulture);
            reader.Read();
            entries[index] = reader.GetSingle();
        }
        return new SparseVector(entries.Keys.ToArray(), entries.Values.ToArray());
    }

    private static MultiVector ReadStructs(ref Utf8JsonReader reader)
    {
        var rows = new List<float[]>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isRow = reader.ValueTextEquals("row"u8);
                reader.Read();
                if (isRow) rows.Add(VectorJson.ReadFloats(ref reader));
                else reader.Skip();
            }
        }
        return VectorJson.Join(rows);
    }
}
