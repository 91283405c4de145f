using System.Text.Json;
using JinaSharp.Stores.Http;

namespace JinaSharp.Stores.Qdrant;

/// <summary>Reads points straight from the bytes of an answer.</summary>
internal sealed class QdrantRecordReader(VectorCollectionDefinition definition, QdrantSettings settings, QdrantNames names, RecordParts parts)
{
    /// <summary>Reads the list of points that <c>result</c> or <c>result.points</c> is.</summary>
    public List<SearchHit> ReadPoints(ReadOnlySpan<byte> answer, out string? nextOffset)
    {
        var reader = Start(answer);
        nextOffset = null;
        var points = new List<SearchHit>();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            ReadList(ref reader, points);
            return points;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            if (name == "points") ReadList(ref reader, points);
            else if (name == "next_page_offset" && reader.TokenType != JsonTokenType.Null) nextOffset = reader.TokenType == JsonTokenType.Number ? QdrantId.Read(ref reader) : $"\"{reader.GetString()}\"";
            else reader.Skip();
        }
        return points;
    }

    /// <summary>Reads the answers of a batch of queries.</summary>
    public List<List<SearchHit>> ReadBatch(ReadOnlySpan<byte> answer)
    {
        var reader = Start(answer);
        var lists = new List<List<SearchHit>>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var points = new List<SearchHit>();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isPoints = reader.ValueTextEquals("points"u8);
                reader.Read();
                if (isPoints) ReadList(ref reader, points);
                else reader.Skip();
            }
            lists.Add(points);
        }
        return lists;
    }

    /// <summary>Reads groups, best first.</summary>
    public List<List<SearchHit>> ReadGroups(ReadOnlySpan<byte> answer)
    {
        var reader = Start(answer);
        var groups = new List<List<SearchHit>>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isGroups = reader.ValueTextEquals("groups"u8);
            reader.Read();
            if (!isGroups)
            {
                reader.Skip();
                continue;
            }
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                PayloadValue key = default;
                var hits = new List<SearchHit>();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = reader.GetString();
                    reader.Read();
                    if (name == "id") key = PayloadJson.Read(ref reader);
                    else if (name == "hits") ReadList(ref reader, hits);
                    else reader.Skip();
                }
                groups.Add([.. hits.Select(hit => hit with { Group = key })]);
            }
        }
        return groups;
    }

    private static Utf8JsonReader Start(ReadOnlySpan<byte> answer)
    {
        var reader = new Utf8JsonReader(answer);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isResult = reader.ValueTextEquals("result"u8);
            reader.Read();
            if (isResult) return reader;
            reader.Skip();
        }
        throw new JsonException("The answer has no 'result'.");
    }

    private void ReadList(ref Utf8JsonReader reader, List<SearchHit> points)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException($"Expected a list of points; found {reader.TokenType}.");
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject) points.Add(ReadPoint(ref reader));
    }

    private SearchHit ReadPoint(ref Utf8JsonReader reader)
    {
        var id = "";
        double score = 0;
        Dictionary<string, PayloadValue>? payload = null;
        Dictionary<string, VectorValue>? vectors = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "id":
                    id = QdrantId.Read(ref reader);
                    break;
                case "score":
                    score = reader.GetDouble();
                    break;
                case "payload" when reader.TokenType == JsonTokenType.StartObject:
                    payload = PayloadJson.ReadMap(ref reader);
                    break;
                case "vector" when parts.HasFlag(RecordParts.Vectors) && reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject:
                    vectors = ReadVectors(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        string? text = null;
        if (payload is not null)
        {
            if (payload.Remove(settings.IdField, out var original) && original.Kind == PayloadKind.String) id = original.AsString();
            if (payload.Remove(settings.TextField, out var kept) && kept.Kind == PayloadKind.String && parts.HasFlag(RecordParts.Text)) text = kept.AsString();
            if (!parts.HasFlag(RecordParts.Payload)) payload = null;
        }
        var record = new VectorRecord(id)
        {
            Text = text,
            Payload = payload ?? new Dictionary<string, PayloadValue>(),
            Vectors = vectors ?? new Dictionary<string, VectorValue>(),
        };
        return new SearchHit(record, score);
    }

    private Dictionary<string, VectorValue> ReadVectors(ref Utf8JsonReader reader)
    {
        var vectors = new Dictionary<string, VectorValue>(StringComparer.Ordinal);
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            vectors[definition.Vectors[0].Name] = VectorJson.ReadDenseOrMulti(ref reader);
            return vectors;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = names.FromServer(reader.GetString()!);
            reader.Read();
            vectors[name] = reader.TokenType == JsonTokenType.StartObject ? ReadSparse(ref reader) : VectorJson.ReadDenseOrMulti(ref reader);
        }
        return vectors;
    }

    private static SparseVector ReadSparse(ref Utf8JsonReader reader)
    {
        var indices = new List<uint>();
        float[] values = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIndices = reader.ValueTextEquals("indices"u8);
            reader.Read();
            if (isIndices)
                while (reader.Read() && reader.TokenType == JsonTokenType.Number) indices.Add(reader.GetUInt32());
            else values = VectorJson.ReadFloats(ref reader);
        }
        return VectorJson.Sparse([.. indices], values);
    }
}
