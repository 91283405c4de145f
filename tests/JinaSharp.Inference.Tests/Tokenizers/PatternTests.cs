using JinaSharp.Inference.Tokenizers.Patterns;

namespace JinaSharp.Inference.Tests.Tokenizers;

public sealed class PatternTests
{
    [Theory]
    [InlineData("a|ab", "abab", "0-1 2-3")]
    [InlineData("ab|a", "abab", "0-2 2-4")]
    [InlineData("a*", "baac", "0-0 1-3 4-4")]
    [InlineData("a+?", "aaa", "0-1 1-2 2-3")]
    [InlineData("a{2}", "aaaaa", "0-2 2-4")]
    [InlineData("a{2,3}", "aaaaa", "0-3 3-5")]
    [InlineData("(?:ab){2,}", "ababab", "0-6")]
    [InlineData("(a|b)*c", "ababc", "0-5")]
    [InlineData("(a*)*b", "aab", "0-3")]
    [InlineData("a++a", "aaa", "")]
    [InlineData("(?>a+)a", "aaa", "")]
    [InlineData("x(?=y)", "xyxz", "0-1")]
    [InlineData("x(?!y)", "xyxz", "2-3")]
    [InlineData("(?<=y)x", "xyx", "2-3")]
    [InlineData("(?<!y)x", "xyx", "0-1")]
    [InlineData("(?<=a|bc)x", "axbcxcx", "1-2 4-5")]
    [InlineData("(?i)ss", "sSSs", "0-2 2-4")]
    [InlineData("(?i:a)b", "Abab AB", "0-2 2-4")]
    [InlineData("^a", "a\na", "0-1 2-3")]
    [InlineData("a$", "a\naa", "0-1 3-4")]
    [InlineData(@"\Aa|b\z", "aab", "0-1 2-3")]
    [InlineData(@"\bcat\b", "cat concat cat", "0-3 11-14")]
    [InlineData(@"[a-c&&[^b]]+", "abcab", "0-1 2-4")]
    [InlineData(@"[^\s\d]+", "ab 12c", "0-2 5-6")]
    [InlineData(@"[]a]+", "a]b", "0-2")]
    [InlineData(@"\p{Lu}\p{^Lu}", "AbCd", "0-2 2-4")]
    [InlineData(@"\p{L}+", "\U00020000a1", "0-3")]
    [InlineData(@"[^a]", "\U0001F600a", "0-2")]
    [InlineData(@"\x{1F600}|\u0041", "\U0001F600A", "0-2 2-3")]
    [InlineData(@"\p{Han}+", "漢字kana", "0-2")]
    [InlineData(".", "a\nb", "0-1 2-3")]
    [InlineData("(?m:.)", "a\n", "0-1 1-2")]
    public void Find_Pattern_MatchesAsExpected(string pattern, string text, string expected)
    {
        var cursor = new RegexPattern(pattern).Start();
        var found = new List<string>();
        while (cursor.Next(text, out var start, out var end))
            found.Add($"{start}-{end}");

        Assert.Equal(expected, string.Join(' ', found));
    }

    [Theory]
    [InlineData("(")]
    [InlineData(")")]
    [InlineData("[a")]
    [InlineData("*a")]
    [InlineData("a{3,2}")]
    [InlineData("a{1,99999}")]
    [InlineData(@"\p{NoSuchThing}")]
    [InlineData(@"\p{L")]
    [InlineData(@"(a)\1")]
    [InlineData(@"a\")]
    [InlineData("(?x)a")]
    [InlineData(@"[z-a]")]
    [InlineData("[[:alpha:]]")]
    [InlineData("((a{1000}){1000}){1000}")]
    public void Constructor_WrongOrUnsupported_SaysSo(string pattern)
    {
        var error = Assert.Throws<ModelFormatException>(() => new RegexPattern(pattern));

        Assert.Contains(pattern, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_NestedVeryDeep_IsRefusedWithoutExhaustingTheStack() =>
        Assert.Throws<ModelFormatException>(() => new RegexPattern(new string('(', 100_000)));

    [Fact]
    public void Find_AmbiguousRepetition_GivesUpInsteadOfRunningForEver() =>
        Assert.Throws<ModelFormatException>(() => new RegexPattern("(a|a)*b").Find(new string('a', 40), 0, out _, out _));

    [Fact]
    public void Find_LongText_DoesNotExhaustTheStack() =>
        Assert.True(new RegexPattern("(?:a|b)*").Find(new string('a', 300_000), 0, out _, out var end) && end == 300_000);
}
