using System.Globalization;
using System.Text;
using System.Text.Json;
using JinaSharp.Inference.Tokenizers.Pipeline;
using JinaSharp.Inference.Tokenizers.Normalizers;
using JinaSharp.Inference.Tokenizers.Unicode;
using JinaSharp.TestSupport;

namespace JinaSharp.Inference.Tests.Tokenizers.Unicode;

public sealed class CharClassesTests
{
    [Fact]
    public void Plain_BetweenTwo_IsAlwaysAClusterBoundary()
    {
        var joined = new List<string>();
        for (var codePoint = 0x20; codePoint < 0x110000; codePoint++)
        {
            if (!ClusterBreaks.IsPlain(codePoint))
                continue;
            var character = new Rune(codePoint).ToString();
            foreach (var text in new[] { "a" + character, character + "a", character + character, "\u4E00" + character, character + "\u2764" })
                if (new StringInfo(text).LengthInTextElements != 2)
                    joined.Add($"U+{codePoint:X4}");
        }

        Assert.Empty(joined.Distinct());
    }

    [Fact]
    public void WhiteSpace_EveryUnit_EqualsTheRuntimes()
    {
        for (var unit = 0; unit < 0x10000; unit++)
            Assert.Equal(char.IsWhiteSpace((char)unit), CharClasses.IsWhiteSpace((char)unit));
    }

    [Theory]
    [InlineData("regex_letter", nameof(CharClass.Letter))]
    [InlineData("regex_number", nameof(CharClass.Number))]
    [InlineData("word", nameof(CharClass.Word))]
    [InlineData("punctuation", nameof(CharClass.Punctuation))]
    [InlineData("number", nameof(CharClass.Digit))]
    [InlineData("bert_clean_deleted", nameof(CharClass.BertDeleted))]
    [InlineData("bert_mn", nameof(CharClass.BertMark))]
    [InlineData("strip_accents", nameof(CharClass.Mark))]
    [InlineData("bert_cjk", nameof(CharClass.Ideograph))]
    public void Of_EveryCodePoint_EqualsTheReference(string name, string className)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(TestPaths.Reference("golden/tokenizers/unicode/classes.json")));
        var expected = new CodePointSet(CodePointSet.Parse(document.RootElement.GetProperty(name).GetProperty("ranges").GetString()!));
        var tested = Enum.Parse<CharClass>(className);

        for (var codePoint = 0; codePoint <= 0x10FFFF; codePoint++)
            if (codePoint is < 0xD800 or > 0xDFFF)
                Assert.True(expected.Contains(codePoint) == CharClasses.Is(codePoint, tested), $"U+{codePoint:X4}");
    }

    [Theory]
    [InlineData("NFC", nameof(NormalForm.Nfc))]
    [InlineData("NFD", nameof(NormalForm.Nfd))]
    [InlineData("NFKC", nameof(NormalForm.Nfkc))]
    [InlineData("NFKD", nameof(NormalForm.Nfkd))]
    [InlineData("Lowercase", null)]
    public void Normalize_EveryCodePoint_EqualsTheReference(string name, string? form)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(TestPaths.Reference("golden/tokenizers/unicode/mappings.json")));
        var expected = document.RootElement.GetProperty(name).EnumerateObject().ToDictionary(
            p => int.Parse(p.Name, NumberStyles.HexNumber),
            p => string.Concat(p.Value.GetString()!.Split(' ').Select(h => new Rune(int.Parse(h, NumberStyles.HexNumber)).ToString())));
        Normalizer[] normalizers = [form is null ? new LowercaseNormalizer() : new NormalFormNormalizer(Enum.Parse<NormalForm>(form))];

        for (var codePoint = 0; codePoint < 0x30000; codePoint++)
        {
            if (codePoint is (>= 0xD800 and < 0xE000) or (>= 0xAC00 and < 0xD7A4))
                continue;
            var text = new Rune(codePoint).ToString();
            Assert.Equal(expected.GetValueOrDefault(codePoint, text), EncodingPipeline.Normalize(normalizers, text));
        }
    }
}
