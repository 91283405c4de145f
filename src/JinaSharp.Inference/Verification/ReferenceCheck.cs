using System.Text.Json;

namespace JinaSharp.Inference.Verification;

/// <summary>One published output of a real model.</summary>
/// <param name="Model">The model's id.</param>
/// <param name="Kind">What is compared.</param>
/// <param name="Text">The text, or the query.</param>
/// <param name="Expected">The published numbers.</param>
/// <param name="Tolerance">The tolerance of the source.</param>
internal sealed record ReferenceCheck(string Model, ReferenceKind Kind, string Text, float[] Expected, double Tolerance)
{
    private static readonly Lazy<ReferenceCheck[]> s_all = new(Read);

    public static IReadOnlyList<ReferenceCheck> All => s_all.Value;

    /// <summary>The document of a pair, or the text that the vector is compared with; null: a text alone.</summary>
    public string? Pair { get; init; }

    /// <summary>The adapter, used without its instruction; null: none.</summary>
    public string? Task { get; init; }

    /// <summary>The token of a <see cref="ReferenceKind.State"/>; the text of <see cref="Texts"/>.</summary>
    public int Row { get; init; }

    /// <summary>The document of late chunking, in its parts; the texts of a batch that a <see cref="ReferenceKind.PaddedSimilarity"/> was in.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>The token ids of <see cref="ReferenceKind.MaskedStates"/>, in the place of a text.</summary>
    public int[] Ids { get; init; } = [];

    public string Description => Kind switch
    {
        ReferenceKind.First => $"first values of '{Text}'{(Task is null ? "" : $", task {Task}")}",
        ReferenceKind.Cosine => $"whole vector of '{Text}', 1 - cosine",
        ReferenceKind.Sum => $"sum of the vector of '{Text}'",
        ReferenceKind.State => $"state of token {Row} of '{Text}'",
        ReferenceKind.States => $"states of tokens 1 to 3 of '{Text}', {(Task is null ? "no task" : $"task {Task}")}",
        ReferenceKind.MaskedStates => $"states of tokens 1 to 3 of given ids, {(Task is null ? "no task" : $"task {Task}")}",
        ReferenceKind.PaddedSimilarity => $"cosine of '{Text}' and '{Pair}', padding included",
        ReferenceKind.Similarity => $"cosine of '{Text}' and '{Pair}'",
        ReferenceKind.LateSimilarity => $"late chunking: cosine of '{Text}' and '{Texts[Row]}'",
        ReferenceKind.Score => Pair is null ? $"score of '{Text}'" : $"score of '{Text}' with '{Pair}'",
        _ => Pair is null ? $"logit of '{Text}'" : $"logit of '{Text}' with '{Pair}'",
    };

    private static ReferenceCheck[] Read()
    {
        using var stream = typeof(ReferenceCheck).Assembly.GetManifestResourceStream("reference-values.json")!;
        using var document = JsonDocument.Parse(stream);
        return [.. document.RootElement.EnumerateArray().Select(Read)];
    }

    private static ReferenceCheck Read(JsonElement item) => new(
        item.GetProperty("model").GetString()!,
        Enum.Parse<ReferenceKind>(item.GetProperty("kind").GetString()!),
        item.TryGetProperty("text", out var text) ? text.GetString()! : "",
        [.. item.GetProperty("expected").EnumerateArray().Select(value => value.GetSingle())],
        item.GetProperty("tolerance").GetDouble())
    {
        Pair = item.TryGetProperty("pair", out var pair) ? pair.GetString() : null,
        Task = item.TryGetProperty("task", out var task) ? task.GetString() : null,
        Row = item.TryGetProperty("row", out var row) ? row.GetInt32() : 0,
        Texts = item.TryGetProperty("texts", out var texts) ? [.. texts.EnumerateArray().Select(part => part.GetString()!)] : [],
        Ids = item.TryGetProperty("ids", out var ids) ? [.. ids.EnumerateArray().Select(id => id.GetInt32())] : [],
    };
}
