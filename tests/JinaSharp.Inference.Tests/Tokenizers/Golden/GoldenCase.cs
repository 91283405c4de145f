using System.Text.Json;

namespace JinaSharp.Inference.Tests.Tokenizers.Golden;

/// <summary>One line of a golden cases.jsonl or batches.jsonl.</summary>
internal sealed class GoldenCase(JsonElement row)
{
    public bool ExpectsError => row.TryGetProperty("error", out _);

    public bool HasWrongOffsets => Flag("offsets_quirk");

    public bool AddSpecialTokens => Flag("add_special_tokens");

    public bool IsPair => row.TryGetProperty("pair", out _);

    public string Text => Units("text", "units");

    public string Pair => Units("pair", "pair_units");

    public string Raw => row.GetRawText();

    public static IEnumerable<GoldenCase> Read(string path) =>
        File.ReadLines(path).Where(line => line.Length > 0).Select(line => new GoldenCase(JsonDocument.Parse(line).RootElement.Clone()));

    /// <summary>What differs between an encoding and this row, one line for each field; empty when nothing does.</summary>
    public List<string> Differences(TokenEncoding actual) => Differences(row, actual, HasWrongOffsets);

    /// <summary>The differences of a batch.</summary>
    public List<string> Differences(IReadOnlyList<TokenEncoding> actual)
    {
        var differences = new List<string>();
        var index = 0;
        foreach (var expected in row.GetProperty("encodings").EnumerateArray())
            differences.AddRange(Differences(expected, actual[index++], offsetsAreWrong: false));
        if (index != actual.Count)
            differences.Add($"batch: {index} expected, {actual.Count} found");
        return differences;
    }

    /// <summary>The texts of a batch; null for batches of pairs.</summary>
    public List<string>? Batch
    {
        get
        {
            var texts = row.GetProperty("batch").EnumerateArray().ToList();
            return texts.All(t => t.ValueKind == JsonValueKind.String) ? texts.ConvertAll(t => t.GetString()!) : null;
        }
    }

    public void DecodeDifferences(Tokenizer tokenizer, TokenEncoding actual, List<string> differences)
    {
        if (!row.TryGetProperty("decoded", out var decoded))
            return;
        Compare(differences, "decoded", decoded.GetString()!, tokenizer.Decode(actual.Ids.Span));
        var withSpecial = row.TryGetProperty("decoded_with_special", out var special) ? special : decoded;
        Compare(differences, "decoded_with_special", withSpecial.GetString()!, tokenizer.Decode(actual.Ids.Span, skipSpecialTokens: false));
    }

    private static List<string> Differences(JsonElement expected, TokenEncoding actual, bool offsetsAreWrong)
    {
        var differences = new List<string>();
        CompareNumbers(differences, expected, "ids", actual.Ids.ToArray(), 0);
        Compare(differences, "tokens", string.Join('|', expected.GetProperty("tokens").EnumerateArray().Select(t => t.GetString())), string.Join('|', actual.Tokens));
        if (!offsetsAreWrong)
            CompareNumbers(differences, expected, "offsets", [.. actual.CodePointOffsets.ToArray().SelectMany(o => new[] { o.Start, o.End })], 0);
        CompareNumbers(differences, expected, "type_ids", actual.TypeIds.ToArray(), 0);
        CompareNumbers(differences, expected, "attention_mask", actual.AttentionMask.ToArray(), 1);
        CompareNumbers(differences, expected, "special_mask", actual.SpecialTokensMask.ToArray(), 0);
        CompareNumbers(differences, expected, "words", actual.WordIndices.ToArray(), 0);
        if (expected.TryGetProperty("overflow_count", out var count))
        {
            Compare(differences, "overflow_count", count.GetInt32().ToString(), actual.Overflow.Count.ToString());
            return differences;
        }

        var overflow = expected.TryGetProperty("overflow", out var windows) ? windows.EnumerateArray().ToList() : [];
        Compare(differences, "overflow windows", overflow.Count.ToString(), actual.Overflow.Count.ToString());
        for (var i = 0; i < Math.Min(overflow.Count, actual.Overflow.Count); i++)
            differences.AddRange(Differences(overflow[i], actual.Overflow[i], offsetsAreWrong).Select(d => $"overflow {i} {d}"));
        return differences;
    }

    private static void CompareNumbers(List<string> differences, JsonElement row, string field, int[] actual, int missing)
    {
        var expected = row.TryGetProperty(field, out var values)
            ? values.EnumerateArray().Select(v => v.GetInt32()).ToArray()
            : Enumerable.Repeat(missing, actual.Length).ToArray();
        Compare(differences, field, string.Join(',', expected), string.Join(',', actual));
    }

    private static void Compare(List<string> differences, string field, string expected, string actual)
    {
        if (expected != actual)
            differences.Add($"{field}: expected {expected}\n    found {actual}");
    }

    private bool Flag(string name) => row.TryGetProperty(name, out var value) && value.GetBoolean();

    private string Units(string text, string units) => row.TryGetProperty(units, out var values)
        ? new string([.. values.EnumerateArray().Select(v => (char)v.GetInt32())])
        : row.TryGetProperty(text, out var value) ? value.GetString()! : "";
}
