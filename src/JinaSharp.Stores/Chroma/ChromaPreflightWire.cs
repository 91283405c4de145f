using System.Text.Json.Serialization;

namespace JinaSharp.Stores.Chroma;

/// <summary>What the server says it takes.</summary>
internal sealed record ChromaPreflightWire
{
    [JsonPropertyName("max_batch_size")]
    public int? MaxBatchSize { get; init; }

    [JsonPropertyName("supports_base64_encoding")]
    public bool SupportsBase64 { get; init; }
}
