using System.Text.Json.Serialization;
using JinaSharp.Inference;

namespace JinaSharp.Cli.Output;

/// <summary>What <c>jina tokenize</c> prints for one text or pair.</summary>
internal sealed record TokenizeDocument
{
    [JsonPropertyName("ids")]
    public required int[] Ids { get; init; }

    [JsonPropertyName("tokens")]
    public required IReadOnlyList<string> Tokens { get; init; }

    /// <summary>Start and end of each token in code points.</summary>
    [JsonPropertyName("offsets")]
    public required IReadOnlyList<int[]> Offsets { get; init; }

    [JsonPropertyName("type_ids")]
    public required int[] TypeIds { get; init; }

    [JsonPropertyName("attention_mask")]
    public required int[] AttentionMask { get; init; }

    public static TokenizeDocument From(TokenEncoding encoding) => new()
    {
        Ids = encoding.Ids.ToArray(),
        Tokens = encoding.Tokens,
        Offsets = Array.ConvertAll(encoding.CodePointOffsets.ToArray(), span => new[] { span.Start, span.End }),
        TypeIds = encoding.TypeIds.ToArray(),
        AttentionMask = encoding.AttentionMask.ToArray(),
    };
}
