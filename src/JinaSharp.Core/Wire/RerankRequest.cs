using System.Text.Json.Serialization;

namespace JinaSharp.Wire;

/// <summary>The body of <c>POST /v1/rerank</c>. Null members are not sent.</summary>
internal sealed record RerankRequest
{
    [JsonPropertyName("model")]
    public required string Model { get; init; }

    [JsonPropertyName("query")]
    public required InputItem Query { get; init; }

    [JsonPropertyName("top_n")]
    public int? TopN { get; init; }

    [JsonPropertyName("return_documents")]
    public bool? ReturnDocuments { get; init; }

    [JsonPropertyName("truncation")]
    public bool? Truncation { get; init; }

    [JsonPropertyName("max_doc_length")]
    public int? MaxDocLength { get; init; }

    [JsonPropertyName("return_embeddings")]
    public bool? ReturnEmbeddings { get; init; }

    [JsonPropertyName("documents")]
    public required IReadOnlyList<InputItem> Documents { get; init; }
}
