using System.Text.Json;
using System.Text.Json.Serialization;

namespace JinaSharp.Wire;

/// <summary>The body of <c>POST /v1/classify</c>: model and labels, or a classifier's id.</summary>
internal sealed record ClassifyRequest
{
    [JsonPropertyName("model")]
    public string? Model { get; init; }

    [JsonPropertyName("classifier_id")]
    public string? ClassifierId { get; init; }

    [JsonPropertyName("input")]
    public required IReadOnlyList<InputItem> Input { get; init; }

    /// <summary>A list of labels, or an object of named lists.</summary>
    [JsonPropertyName("labels")]
    public JsonElement? Labels { get; init; }
}
