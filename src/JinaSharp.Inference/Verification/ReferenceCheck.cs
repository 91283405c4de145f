using System.Text.Json;

namespace JinaSharp.Inference.Verification;

/// <summary>One published output of a real model.</summary>
/// <param name="Model">The model's id.</param>
/// <param name="Kind">What is compared: <c>first</c> values of the unit vector, <c>cosine</c> to a raw vector, <c>sum</c> of the unit vector, <c>state</c> of a token, <c>logit</c> or <c>score</c> of a pair.</param>
/// <param name="Text">The text, or the query.</param>
/// <param name="Pair">The document of a pair; null: a text alone.</param>
/// <param name="Task">The adapter, used without its instruction; null: none.</param>
/// <param name="Row">The token of a <c>state</c>.</param>
/// <param name="Expected">The published numbers.</param>
/// <param name="Tolerance">The tolerance of the source.</param>
internal sealed record ReferenceCheck(string Model, string Kind, string Text, string? Pair, string? Task, int Row, float[] Expected, double Tolerance)
{
    private static readonly Lazy<ReferenceCheck[]> s_all = new(Read);

    public static IReadOnlyList<ReferenceCheck> All => s_all.Value;

    public string Description => Kind switch
    {
        "first" => $"first values of '{Text}'{(Task is null ? "" : $", task {Task}")}",
        "cosine" => $"whole vector of '{Text}', 1 - cosine",
        "sum" => $"sum of the vector of '{Text}'",
        "state" => $"state of token {Row} of '{Text}'",
        _ => Pair is null ? $"{Kind} of '{Text}'" : $"{Kind} of '{Text}' with '{Pair}'",
    };

    private static ReferenceCheck[] Read()
    {
        using var stream = typeof(ReferenceCheck).Assembly.GetManifestResourceStream("reference-values.json")!;
        using var document = JsonDocument.Parse(stream);
        return [.. document.RootElement.EnumerateArray().Select(item => new ReferenceCheck(
            item.GetProperty("model").GetString()!,
            item.GetProperty("kind").GetString()!,
            item.GetProperty("text").GetString()!,
            item.TryGetProperty("pair", out var pair) ? pair.GetString() : null,
            item.TryGetProperty("task", out var task) ? task.GetString() : null,
            item.TryGetProperty("row", out var row) ? row.GetInt32() : 0,
            [.. item.GetProperty("expected").EnumerateArray().Select(value => value.GetSingle())],
            item.GetProperty("tolerance").GetDouble()))];
    }
}
