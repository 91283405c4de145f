using JinaSharp.Cli.Grep;

namespace JinaSharp.Cli.Tests.Grep;

public sealed class UnitSplitterTests
{
    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a\nb")]
    [InlineData("a\r\nb\r\n")]
    [InlineData("\n\n\na\n\n")]
    public void Lines_AreThoseOfTheReader(string text)
    {
        using var reader = new StringReader(text);
        var expected = new List<string>();
        while (reader.ReadLine() is { } line) expected.Add(line);

        var lines = BoundedLines.Read(new StringReader(text)).ToList();

        Assert.Equal(expected, lines.Select(static line => line.Text));
        Assert.Equal(Enumerable.Range(1, expected.Count), lines.Select(static line => line.Number));
    }

    [Fact]
    public void LongLine_ComesInPiecesOfOneNumber_WithWholeCharacters()
    {
        var line = string.Concat(Enumerable.Repeat("x🚀", 5000));

        var lines = BoundedLines.Read(new StringReader($"first\n{line}\nlast")).ToList();

        Assert.Equal("first", lines[0].Text);
        Assert.Equal((3, "last"), lines[^1]);
        Assert.All(lines[1..^1], static piece => Assert.Equal(2, piece.Number));
        Assert.All(lines, static piece => Assert.True(piece.Text.Length <= BoundedLines.MaxLength && !char.IsHighSurrogate(piece.Text[^1])));
        Assert.Equal(line, string.Concat(lines[1..^1].Select(static piece => piece.Text)));
    }

    [Fact]
    public void Sentences_EndAtMarksWithSpaceOrOfCjk()
    {
        var units = UnitSplitter.Split(null, new StringReader("Version 1.5 is out. Really?\nYes!\n\n今日は晴れ。明日は雨！"), Granularity.Sentence).ToList();

        Assert.Equal(["Version 1.5 is out.", "Really?", "Yes!", "今日は晴れ。", "明日は雨！"], units.Select(static unit => unit.Text));
        Assert.Equal([1, 1, 2, 4, 4], units.Select(static unit => unit.Line));
    }

    [Fact]
    public void Paragraph_LongerThanAPiece_IsCutAtALine()
    {
        var units = UnitSplitter.Split(null, new StringReader(string.Join('\n', Enumerable.Repeat(new string('a', 1500), 5))), Granularity.Paragraph).ToList();

        Assert.Equal([(1, 2), (3, 4), (5, 5)], units.Select(static unit => (unit.Line, unit.LastLine)));
    }

    [Theory]
    [InlineData("src/a.cs:12:text", "src/a.cs", 12, "text")]
    [InlineData("a.cs:12:text: more", "a.cs", 12, "text: more")]
    [InlineData("12:text", null, 12, "text")]
    [InlineData("docs/a.md:text", "docs/a.md", 0, "text")]
    [InlineData("note: hello", null, 0, "note: hello")]
    [InlineData("see https://example.org/a:80 now", null, 0, "see https://example.org/a:80 now")]
    [InlineData("\u001b[35ma.cs\u001b[0m:\u001b[32m3\u001b[0m:\u001b[1;31mtext\u001b[0m", "a.cs", 3, "text")]
    [InlineData("", null, 0, "")]
    public void PipedLine_IsTakenApart(string line, string? file, int number, string content)
    {
        Assert.Equal((file, number, content), (PipedLine.Parse(line).File, PipedLine.Parse(line).Line, PipedLine.Parse(line).Content));
    }
}
