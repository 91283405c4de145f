using System.Text.Json.Serialization;

namespace JinaSharp.Benchmarks.Client;

/// <summary>The answer as one would write it for System.Text.Json.</summary>
internal sealed class DecodeBody
{
    [JsonPropertyName("data")]
    public List<DecodeItem> Data { get; set; } = [];
}
