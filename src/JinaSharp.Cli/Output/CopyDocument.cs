using System.Text.Json.Serialization;

namespace JinaSharp.Cli.Output;

/// <summary>What <c>jina collections copy --json</c> prints.</summary>
internal sealed record CopyDocument(
    [property: JsonPropertyName("collection")] string Collection,
    [property: JsonPropertyName("from")] string From,
    [property: JsonPropertyName("to")] string To,
    [property: JsonPropertyName("records")] long Records,
    [property: JsonPropertyName("written")] long Written,
    [property: JsonPropertyName("already_there")] long AlreadyThere,
    [property: JsonPropertyName("compared")] int Compared,
    [property: JsonPropertyName("files")] long? Files);
