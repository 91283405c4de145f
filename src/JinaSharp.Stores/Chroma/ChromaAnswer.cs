using System.Text.Json;
using JinaSharp.Stores.Http;

namespace JinaSharp.Stores.Chroma;

/// <summary>The parallel lists of a <c>get</c>, or of the one query of a <c>query</c>.</summary>
internal sealed class ChromaAnswer
{
    private readonly List<string> _ids = [];
    private List<string?>? _documents;
    private List<Dictionary<string, PayloadValue>?>? _payloads;
    private List<float[]?>? _embeddings;
    private List<double>? _distances;

    public int Count => _ids.Count;

    public IReadOnlyList<string> Ids => _ids;

    public static ChromaAnswer Read(ReadOnlySpan<byte> json, bool nested)
    {
        var answer = new ChromaAnswer();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException($"Expected a JSON object; found {reader.TokenType}.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null) continue;
            if (name is not ("ids" or "documents" or "metadatas" or "embeddings" or "distances"))
            {
                reader.Skip();
                continue;
            }
            if (nested && !(reader.Read() && reader.TokenType == JsonTokenType.StartArray)) throw new JsonException($"Expected one list of {name} for each query.");
            answer.ReadList(name, ref reader);
            if (nested) reader.Read();
        }
        return answer;
    }

    public string? Document(int index) => _documents?[index];

    public IReadOnlyDictionary<string, PayloadValue>? Metadata(int index) => _payloads?[index];

    public double Distance(int index) => _distances![index];

    public float[]? Embedding(int index) => _embeddings?[index];

    /// <summary>The record at a position, without what is ours alone.</summary>
    public VectorRecord Record(int index)
    {
        var metadata = _payloads?[index];
        var text = _documents?[index];
        if (metadata is not null && metadata.Remove(ChromaMetadata.NoText)) text = null;
        return new VectorRecord(_ids[index])
        {
            Text = text,
            Payload = metadata ?? new Dictionary<string, PayloadValue>(),
            Vectors = _embeddings?[index] is { } vector
                ? new Dictionary<string, VectorValue> { [VectorDefinition.DefaultName] = new DenseVector(vector) }
                : new Dictionary<string, VectorValue>(),
        };
    }

    private void ReadList(string name, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException($"Expected a list of {name}; found {reader.TokenType}.");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            switch (name)
            {
                case "ids":
                    _ids.Add(reader.GetString()!);
                    break;
                case "documents":
                    (_documents ??= []).Add(reader.GetString());
                    break;
                case "metadatas":
                    (_payloads ??= []).Add(reader.TokenType == JsonTokenType.Null ? null : PayloadJson.ReadMap(ref reader));
                    break;
                case "embeddings":
                    (_embeddings ??= []).Add(reader.TokenType == JsonTokenType.Null ? null : VectorJson.ReadFloats(ref reader));
                    break;
                default:
                    (_distances ??= []).Add(reader.TokenType == JsonTokenType.Null ? double.PositiveInfinity : reader.GetDouble());
                    break;
            }
        }
    }
}
