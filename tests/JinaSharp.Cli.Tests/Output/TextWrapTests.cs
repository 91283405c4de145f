using JinaSharp.Cli.Output;

namespace JinaSharp.Cli.Tests.Output;

public sealed class TextWrapTests
{
    [Theory]
    [InlineData("", 10, new string[0])]
    [InlineData("short", 10, new[] { "short" })]
    [InlineData("one two three", 7, new[] { "one two", "three" })]
    [InlineData("one two three", 8, new[] { "one two", "three" })]
    [InlineData("corpus/code/binary-search.js:1-13", 32, new[] { "corpus/code/", "binary-search.js:1-13" })]
    [InlineData("binary-search.js:1-13", 18, new[] { "binary-search.js:", "1-13" })]
    [InlineData("abcdefghij", 4, new[] { "abcd", "efgh", "ij" })]
    [InlineData("on 27 August 1883.", 14, new[] { "on 27 August", "1883." })]
    // Two columns each; a line may end at any of them.
    [InlineData("東京は今日とても暑い", 8, new[] { "東京は今", "日とても", "暑い" })]
    [InlineData("🚀🚀 go", 4, new[] { "🚀🚀", "go" })]
    [InlineData("a", 0, new[] { "a" })]
    public void Lines_EndWhereAPersonWouldEndThem(string text, int width, string[] expected) =>
        Assert.Equal(expected, TextWrap.Lines(text, width).Select(line => text[line]));

    [Fact]
    public void Lines_KeepingWords_LetAnAddressStandOut() =>
        Assert.Equal(["see", "https://jina.ai/?sui=apikey", "now"], Wrapped("see https://jina.ai/?sui=apikey now", 12, keepsWords: true));

    [Fact]
    public void Lines_OfAnyText_LoseNothingButSpacesAndFit()
    {
        var random = new Random(5);
        for (var round = 0; round < 300; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => "aB /-.東é🚀 "[(random.Next(5) * 2)..].Split(' ')[0] + (random.Next(3) == 0 ? " " : "")));
            var width = random.Next(2, 20);

            var lines = Wrapped(text, width);

            Assert.Equal(text.Replace(" ", "", StringComparison.Ordinal), string.Concat(lines).Replace(" ", "", StringComparison.Ordinal));
            Assert.All(lines, line => Assert.InRange(TextWrap.Columns(line), 0, width));
        }
    }

    private static List<string> Wrapped(string text, int width, bool keepsWords = false) => [.. TextWrap.Lines(text, width, keepsWords).Select(line => text[line])];
}
