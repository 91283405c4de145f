using System.Text.Json.Serialization;

namespace JinaSharp.Cli.Output;

/// <summary>The tokens that embedding took.</summary>
internal sealed record EmbedUsage
{
    [JsonPropertyName("total_tokens")]
    public required long TotalTokens { get; init; }

    [JsonPropertyName("prompt_tokens")]
    public required long PromptTokens { get; init; }
}
