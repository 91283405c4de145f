using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JinaSharp.Wire;

/// <summary>The generated JSON code of the Jina protocol.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(EmbeddingRequest))]
[JsonSerializable(typeof(WireUsage))]
[JsonSerializable(typeof(RerankRequest))]
[JsonSerializable(typeof(RerankResponse))]
[JsonSerializable(typeof(ClassifyRequest))]
[JsonSerializable(typeof(TrainRequest))]
[JsonSerializable(typeof(SegmentRequest))]
[JsonSerializable(typeof(BatchRequest))]
[JsonSerializable(typeof(StatementRequest))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class JinaWireContext : JsonSerializerContext
{
    /// <summary>For request bodies: text that is not ASCII travels as itself, a third of the size of its escapes.</summary>
    public static JinaWireContext Compact { get; } = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
