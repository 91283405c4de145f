using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using JinaSharp.Pipelines;

namespace JinaSharp.Cli.Output;

/// <summary>One found chunk in <see cref="QueryDocument"/>.</summary>
internal sealed record QueryResult
{
    [JsonPropertyName("rank")]
    public required int Rank { get; init; }

    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("score")]
    public required double Score { get; init; }

    [JsonPropertyName("path")]
    public required string? Path { get; init; }

    [JsonPropertyName("line_start")]
    public required int? LineStart { get; init; }

    [JsonPropertyName("line_end")]
    public required int? LineEnd { get; init; }

    [JsonPropertyName("title")]
    public required string? Title { get; init; }

    [JsonPropertyName("heading")]
    public required string? Heading { get; init; }

    [JsonPropertyName("snippet")]
    public required QuerySnippet Snippet { get; init; }

    [JsonPropertyName("text")]
    public required string Text { get; init; }

    /// <summary>The payload fields that have no place of their own above.</summary>
    [JsonPropertyName("fields")]
    public required JsonObject Fields { get; init; }

    public static QueryResult From(RetrievedChunk chunk, SnippetFinder snippets)
    {
        var shown = new HashSet<string>([ChunkFields.Path, ChunkFields.Line, ChunkFields.EndLine, ChunkFields.Title, ChunkFields.Heading], StringComparer.Ordinal);
        var snippet = snippets.Find(chunk.Text);
        return new QueryResult
        {
            Rank = chunk.Rank,
            Id = chunk.Id,
            Score = chunk.Score,
            Path = chunk.Path,
            LineStart = chunk.StartLine,
            LineEnd = chunk.EndLine,
            Title = chunk.Title,
            Heading = chunk.Heading,
            Snippet = new QuerySnippet { Text = snippet.Text, Marks = [.. snippet.Marks.Select(mark => new[] { mark.Start, mark.Length })] },
            Text = chunk.Text,
            Fields = new JsonObject(chunk.Fields.Where(field => !shown.Contains(field.Key)).OrderBy(field => field.Key, StringComparer.Ordinal)
                .Select(field => KeyValuePair.Create(field.Key, ToNode(field.Value)))),
        };
    }

    private static JsonNode? ToNode(PayloadValue value) => value.Kind switch
    {
        PayloadKind.Boolean => JsonValue.Create(value.AsBoolean()),
        PayloadKind.Integer => JsonValue.Create(value.AsInt64()),
        PayloadKind.Number => JsonValue.Create(value.AsDouble()),
        PayloadKind.String => JsonValue.Create(value.AsString()),
        PayloadKind.List => new JsonArray([.. value.AsList().Select(ToNode)]),
        PayloadKind.Map => new JsonObject(value.AsMap().Select(entry => KeyValuePair.Create(entry.Key, ToNode(entry.Value)))),
        _ => null,
    };
}
