using System.Text.Json;
using JinaSharp.Inference.Tokenizers.Loading;
using JinaSharp.Inference.Tokenizers.PreTokenizers;
using JinaSharp.Inference.Tokenizers.Text;

namespace JinaSharp.Inference.Tests.Tokenizers.PreTokenizers;

/// <summary>The hand-written scanners against the same patterns run by the general engine.</summary>
public sealed class ScannerTests
{
    private const string Qwen = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
    private const string Llama3 = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
    private const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    [Theory]
    [InlineData(Qwen)]
    [InlineData(Llama3)]
    public void ModernScanner_RandomText_SplitsAsThePatternDoes(string pattern)
    {
        var split = Component(pattern);
        var scanner = PreTokenizerReader.Read(split);
        Assert.IsType<ModernSplitPreTokenizer>(Assert.Single(scanner));
        CheckEqual(scanner, PreTokenizerReader.Read(split, generalPatternsOnly: true), seed: 1);
    }

    [Fact]
    public void Gpt2Scanner_RandomText_SplitsAsThePatternDoes()
    {
        var byteLevel = Json("""{"type":"ByteLevel","add_prefix_space":false,"use_regex":true}""");
        var letters = Json("""{"type":"ByteLevel","add_prefix_space":false,"use_regex":false}""");
        CheckEqual(PreTokenizerReader.Read(byteLevel), [.. PreTokenizerReader.Read(Component(Gpt2), generalPatternsOnly: true), .. PreTokenizerReader.Read(letters)], seed: 2);
    }

    private static void CheckEqual(List<PreTokenizer> scanner, List<PreTokenizer> general, int seed)
    {
        var random = new RandomText(seed);
        for (var i = 0; i < 4000; i++)
        {
            var text = random.Next(1 + random.Below(14));
            Assert.Equal(Pieces(general, text), Pieces(scanner, text));
        }
    }

    private static List<string> Pieces(List<PreTokenizer> steps, string text)
    {
        var aligned = new AlignedText();
        aligned.SetOriginal(text, 0);
        var pieces = new PreTokenizedText();
        pieces.Start(aligned);
        foreach (var step in steps)
            step.Apply(pieces);
        return [.. pieces.Pieces.ToArray().Select(p => $"{p.Start} {pieces.Text.Chars.Slice(p.Start, p.Length)}")];
    }

    private static JsonElement Component(string pattern) => Json($$$"""{"type":"Split","pattern":{"Regex":{{{JsonSerializer.Serialize(pattern)}}}},"behavior":"Isolated","invert":false}""");

    private static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement.Clone();
}
