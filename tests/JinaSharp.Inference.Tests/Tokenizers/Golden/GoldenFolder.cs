namespace JinaSharp.Inference.Tests.Tokenizers.Golden;

/// <summary>Runs all cases of one golden folder.</summary>
internal static class GoldenFolder
{
    private const int MostReported = 12;

    /// <summary>Checks every case, and every batch, and fails with the first differences.</summary>
    public static void Check(string folder, Tokenizer? tokenizer = null)
    {
        tokenizer ??= Tokenizer.Load(folder);
        var failures = new List<string>();
        var count = 0;
        foreach (var row in GoldenCase.Read(Path.Combine(folder, "cases.jsonl")))
        {
            count++;
            if (CheckCase(tokenizer, row) is { Count: > 0 } differences)
                failures.Add($"{row.Raw}\n  {string.Join("\n  ", differences)}");
        }

        var batches = Path.Combine(folder, "batches.jsonl");
        foreach (var row in File.Exists(batches) ? GoldenCase.Read(batches) : [])
        {
            if (row.Batch is { } texts && !row.ExpectsError && row.Differences(tokenizer.EncodeBatch(texts, Options(tokenizer, row))) is { Count: > 0 } differences)
                failures.Add($"{row.Raw}\n  {string.Join("\n  ", differences)}");
        }

        Assert.NotEqual(0, count);
        Assert.True(failures.Count == 0, $"{failures.Count} of {count} cases differ:\n{string.Join("\n", failures.Take(MostReported))}");
    }

    private static List<string> CheckCase(Tokenizer tokenizer, GoldenCase row)
    {
        var options = Options(tokenizer, row);
        TokenEncoding encoding;
        try
        {
            encoding = row.IsPair ? tokenizer.EncodePair(row.Text, row.Pair, options) : tokenizer.Encode(row.Text, options);
        }
        catch (Exception e) when (e is ModelFormatException or ArgumentException)
        {
            return row.ExpectsError ? [] : [$"failed: {e.Message}"];
        }

        if (row.ExpectsError)
            return ["an error was expected"];
        var differences = row.Differences(encoding);
        row.DecodeDifferences(tokenizer, encoding, differences);
        CheckBuffer(tokenizer, row, options, encoding, differences);
        CheckUnits(row, encoding, differences);
        return differences;
    }

    private static TokenizeOptions Options(Tokenizer tokenizer, GoldenCase row) => new()
    {
        AddSpecialTokens = row.AddSpecialTokens,
        Truncation = tokenizer.FileTruncation,
        Padding = tokenizer.FilePadding,
    };

    // The path without allocations gives the same tokens, padding apart.
    private static void CheckBuffer(Tokenizer tokenizer, GoldenCase row, TokenizeOptions options, TokenEncoding encoding, List<string> differences)
    {
        var buffer = new TokenBuffer();
        if (row.IsPair)
            tokenizer.EncodePair(row.Text, row.Pair, buffer, options);
        else
            tokenizer.Encode(row.Text, buffer, options);
        var kept = Enumerable.Range(0, encoding.Count).Where(i => encoding.AttentionMask.Span[i] == 1).ToList();
        if (!kept.Select(i => encoding.Ids.Span[i]).SequenceEqual(buffer.Ids.ToArray()) ||
            !kept.Select(i => encoding.TypeIds.Span[i]).SequenceEqual(buffer.TypeIds.ToArray()) ||
            !kept.Select(i => encoding.Offsets.Span[i]).SequenceEqual(buffer.Offsets.ToArray()) ||
            !kept.Select(i => encoding.SpecialTokensMask.Span[i]).SequenceEqual(buffer.SpecialTokensMask.ToArray().Select(b => (int)b)))
            differences.Add("the buffer has other tokens than the encoding");
    }

    // UTF-16 spans and code point spans say the same.
    private static void CheckUnits(GoldenCase row, TokenEncoding encoding, List<string> differences)
    {
        if (row.IsPair)
            return;
        for (var i = 0; i < encoding.Count; i++)
        {
            var units = encoding.Offsets.Span[i];
            var codePoints = encoding.CodePointOffsets.Span[i];
            if (CodePoints(row.Text, units.Start) != codePoints.Start || CodePoints(row.Text, units.End) != codePoints.End)
                differences.Add($"token {i} spans {units} units but {codePoints} code points");
        }
    }

    private static int CodePoints(string text, int units)
    {
        var count = 0;
        for (var i = 0; i < units; count++)
            i += i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]) ? 2 : 1;
        return count;
    }
}
