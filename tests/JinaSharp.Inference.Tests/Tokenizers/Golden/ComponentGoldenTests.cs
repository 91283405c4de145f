using System.Text.Json;
using JinaSharp.Inference.Tokenizers.Loading;
using JinaSharp.Inference.Tokenizers.Pipeline;
using JinaSharp.Inference.Tokenizers.PreTokenizers;
using JinaSharp.Inference.Tokenizers.Text;
using JinaSharp.TestSupport;

namespace JinaSharp.Inference.Tests.Tokenizers.Golden;

/// <summary>Normalizers and pre-tokenizers alone, against the golden components.</summary>
public sealed class ComponentGoldenTests
{
    private const string Root = "golden/tokenizers/components";

    [Fact]
    public void Normalizers_EveryCase_GiveWhatTheReferenceGives() => CheckNormalizers(TestPaths.Reference(Root));

    [Fact]
    public void Normalizers_CommittedCases_GiveWhatTheReferenceGives() => CheckNormalizers(CommittedGoldenTests.Folder("components"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PreTokenizers_EveryCase_GiveWhatTheReferenceGives(bool generalPatternsOnly) =>
        CheckPreTokenizers(TestPaths.Reference(Root), generalPatternsOnly);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PreTokenizers_CommittedCases_GiveWhatTheReferenceGives(bool generalPatternsOnly) =>
        CheckPreTokenizers(CommittedGoldenTests.Folder("components"), generalPatternsOnly);

    private static void CheckNormalizers(string folder)
    {
        var normalizers = Components(folder, "normalizers").ConvertAll(c => NormalizerReader.Read(c));
        var failures = new List<string>();
        foreach (var row in Rows(folder, "normalizers"))
        {
            var actual = EncodingPipeline.Normalize(normalizers[row.GetProperty("c").GetInt32()], row.GetProperty("text").GetString()!);
            if (actual != row.GetProperty("out").GetString())
                failures.Add($"{row.GetRawText()}\n  found {JsonSerializer.Serialize(actual)}");
        }

        Assert.True(failures.Count == 0, $"{failures.Count} differ:\n{string.Join("\n", failures.Take(20))}");
    }

    private static void CheckPreTokenizers(string folder, bool generalPatternsOnly)
    {
        var components = Components(folder, "pretokenizers").ConvertAll(c => PreTokenizerReader.Read(c, generalPatternsOnly));
        var failures = new List<string>();
        foreach (var row in Rows(folder, "pretokenizers"))
        {
            var actual = Pieces(components[row.GetProperty("c").GetInt32()], row.GetProperty("text").GetString()!);
            var expected = row.GetProperty("pieces").EnumerateArray().Select(p => $"{p[0].GetString()} {p[1]} {p[2]}");
            if (!expected.SequenceEqual(actual))
                failures.Add($"{row.GetRawText()}\n  found {string.Join(" | ", actual)}");
        }

        Assert.True(failures.Count == 0, $"{failures.Count} differ:\n{string.Join("\n", failures.Take(20))}");
    }

    private static List<string> Pieces(List<PreTokenizer> steps, string text)
    {
        var aligned = new AlignedText();
        aligned.SetOriginal(text, 0);
        var pieces = new PreTokenizedText();
        pieces.Start(aligned);
        foreach (var step in steps)
            step.Apply(pieces);
        var shown = new List<string>();
        foreach (var (start, length) in pieces.Pieces)
        {
            var first = pieces.Text.Origins[start];
            var last = pieces.Text.Origins[start + length - 1];
            var end = last + (char.IsHighSurrogate(text[last]) ? 2 : 1);
            shown.Add($"{pieces.Text.Chars.Slice(start, length)} {Utf16.CountCodePoints(text.AsSpan(0, first))} {Utf16.CountCodePoints(text.AsSpan(0, end))}");
        }

        return shown;
    }

    private static List<JsonElement?> Components(string folder, string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, $"{name}.components.json")));
        return [.. document.RootElement.EnumerateArray().Select(e => (JsonElement?)e.Clone())];
    }

    private static IEnumerable<JsonElement> Rows(string folder, string name) =>
        File.ReadLines(Path.Combine(folder, $"{name}.jsonl")).Select(line => JsonDocument.Parse(line).RootElement.Clone());
}
