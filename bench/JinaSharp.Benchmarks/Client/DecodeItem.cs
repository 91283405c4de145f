using System.Text.Json.Serialization;

namespace JinaSharp.Benchmarks.Client;

/// <summary>One entry of the answer.</summary>
internal sealed class DecodeItem
{
    [JsonPropertyName("index")]
    public int Index { get; set; }

    [JsonPropertyName("embedding")]
    public float[] Embedding { get; set; } = [];
}
