using System.Diagnostics;
using JinaSharp.Pipelines.Reading;

namespace JinaSharp.Pipelines.Tests.Reading;

public sealed class DocumentReadersTests
{
    [Fact]
    public void Html_Page_GivesMainContentTitleAndLines()
    {
        const string Html = """
            <!doctype html>
            <html lang="de"><head><title>  The
              title </title><style>p { color: red }</style><script>var secret = 1;</script></head>
            <body>
            <nav>Menu entries</nav>
            <main>
            <h1>First</h1>
            <p>One <b>bold</b> word,
            on two lines.</p>
            <ul><li>item</li><li>other</li></ul>
            <div hidden>invisible</div>
            <h2>Second</h2>
            <pre>keep
              this</pre>
            <table><tr><td>a</td><td>b</td></tr></table>
            </main><footer>Imprint</footer></body></html>
            """;

        var section = Assert.Single(Read(Html, DocumentKind.Html));

        Assert.Equal("The title", section.Title);
        Assert.Equal("First\n\nOne bold word, on two lines.\n\n- item\n\n- other\n\nSecond\n\nkeep\n  this\n\na | b", section.Text);
        Assert.Equal(["First", "Second"], section.Headings.Select(heading => section.Text.Substring(heading.Position, heading.Text.Length)));
        Assert.Equal("de", section.Fields!["lang"].AsString());
        foreach (var (word, line) in (ReadOnlySpan<(string, int)>)[("First", 7), ("One", 8), ("two", 9), ("item", 10), ("Second", 12), ("keep", 13), ("a |", 15)])
            Assert.Equal(line, section.Lines.LineAt(section.Text.IndexOf(word, StringComparison.Ordinal)));
    }

    [Fact]
    public void Html_DeepAndBrokenMarkup_IsReadInTime()
    {
        var started = Stopwatch.GetTimestamp();

        var deep = Read(string.Concat(Enumerable.Repeat("<div>", 20_000)) + "bottom", DocumentKind.Html);
        var broken = Read("<p>open <b>never <i>closed <table><td>x</p></html><p>after", DocumentKind.Html);

        Assert.Equal("bottom", Assert.Single(deep).Text);
        Assert.Contains("after", Assert.Single(broken).Text, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Html_NothingVisible_IsNothing() => Assert.Empty(Read("<html><body><script>x</script></body></html>", DocumentKind.Html));

    [Fact]
    public void Markdown_FrontMatterHeadingsAndCode_AreUnderstood()
    {
        const string Text = "---\ntitle: \"Given: title\"\nyear: 2021\ndraft: false\ntags:\n- one\n- two\nlist: [a, b]\n---\n# Top\n\ntext\n\nSetext heading\n---\n\n```\n# not a heading\n```\n";

        var section = Assert.Single(Read(Text, DocumentKind.Markdown));

        Assert.Equal("Given: title", section.Title);
        Assert.Equal(2021L, section.Fields!["year"]);
        Assert.Equal(false, section.Fields["draft"]);
        Assert.Equal(["one", "two"], section.Fields["tags"].AsList().Select(item => item.AsString()));
        Assert.Equal(["a", "b"], section.Fields["list"].AsList().Select(item => item.AsString()));
        Assert.Equal(["Top", "Setext heading"], section.Headings.Select(heading => heading.Text));
        Assert.Equal(10, section.Lines.LineAt(0));
    }

    [Fact]
    public void Markdown_ManyPieces_AreTheWholeText()
    {
        var text = string.Concat(Enumerable.Range(0, 30_000).Select(i => i % 50 == 0 ? $"\n## Part {i}\n\n" : $"Line {i} of the text, with words.\n"));

        var sections = Read(text, DocumentKind.Markdown);

        Assert.True(sections.Count > 2);
        Assert.Equal(text, string.Concat(sections.Select(section => section.Text)));
        Assert.Equal(600, sections.Sum(section => section.Headings.Count));
    }

    [Fact]
    public void Markdown_HostileNesting_IsStillText()
    {
        var text = string.Concat(Enumerable.Repeat("> ", 50_000)) + "bottom\n" + string.Concat(Enumerable.Repeat("[", 50_000));

        Assert.Contains("bottom", string.Concat(Read(text, DocumentKind.Markdown).Select(section => section.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_QuotesSeparatorsAndLines_FollowTheStandard()
    {
        var sections = Read("name;note;n\r\nAda;\"says \"\"hi\"\"; twice\nand more\";1\r\nBob;;007\r\n\r\n", DocumentKind.Csv);

        Assert.Equal(["name: Ada\nnote: says \"hi\"; twice\nand more\nn: 1\n", "name: Bob\nn: 007\n"], sections.Select(section => section.Text));
        Assert.Equal((1L, "007"), (sections[0].Fields!["n"].AsInt64(), sections[1].Fields!["n"].AsString()));
        Assert.Equal((2, 3, 4), (sections[0].Lines.LineAt(0), sections[0].Lines.LineAt(sections[0].Text.Length), sections[1].Lines.LineAt(0)));
    }

    [Fact]
    public void Csv_NoHeader_NamesColumnsAndLosesNoRow()
    {
        var sections = Read("1,Rome\n2,Oslo\n", DocumentKind.Csv);

        Assert.Equal(["column1: 1\ncolumn2: Rome\n", "column1: 2\ncolumn2: Oslo\n"], sections.Select(section => section.Text));
    }

    [Theory]
    [InlineData("q01,how to sort\nq02,how to search\n", false)]
    [InlineData("en,Rome\nen,Oslo\n", false)]
    [InlineData("name,You can send back any article within thirty days\nx,y\n", false)]
    [InlineData("2024-01-05,Rome\n2024-01-06,Oslo\n", false)]
    [InlineData("city,col1\nRome,12\n", true)]
    [InlineData("id,First name\n7,Ada\n", true)]
    [InlineData("id,name\n", true)]
    public void Csv_FirstRow_IsAHeaderOnlyWhenItNamesTheColumns(string text, bool header) =>
        Assert.Equal(text.Count(c => c == '\n') - (header ? 1 : 0), Read(text, DocumentKind.Csv).Count);

    [Fact]
    public void Csv_QuoteNeverClosed_EndsWithinBounds()
    {
        var sections = Read("a,b\n1,\"" + new string('x', 3_000_000), DocumentKind.Csv);

        Assert.True(sections.Sum(section => section.Text.Length) > 2_900_000);
        Assert.All(sections, section => Assert.True(section.Text.Length < 1_100_000));
    }

    [Fact]
    public void JsonLines_RecordsAndDamage_AreAllRead()
    {
        var sections = Read("{\"name\":\"n\",\"text\":\"body\",\"tags\":[\"a\",1],\"deep\":{\"x\":1}}\n\nnot json\n[1,\"two\"]\n{\"a\":1,\"b\":null,\"c\":\"see\"}\n", DocumentKind.JsonLines);

        Assert.Equal(["n\n\nbody", "not json", "1, two", "a: 1\nc: see\n"], sections.Select(section => section.Text));
        Assert.Equal([1, 3, 4, 5], sections.Select(section => section.Lines.LineAt(0)));
        Assert.Equal("n", sections[0].Title);
        Assert.Equal(["name", "text", "tags"], sections[0].Fields!.Keys);
    }

    [Fact]
    public void Text_LinesLongerThanAWindow_AreCutBetweenWholeCharacters()
    {
        var text = string.Concat(Enumerable.Repeat("😀", 40_001));

        var sections = Read("x" + text, DocumentKind.Text);

        Assert.Equal("x" + text, string.Concat(sections.Select(section => section.Text)));
        Assert.All(sections, section => Assert.False(char.IsLowSurrogate(section.Text[0])));
    }

    [Fact]
    public void JsonLines_LineWithoutEnd_IsReadAsTextInPieces()
    {
        var endless = string.Concat(Enumerable.Repeat("word \U0001F600 and ", 1_600_000));
        var text = "{\"text\":\"before\"}\r\n" + endless + "\n{\"text\":\"after\"}";

        var sections = Read(text, DocumentKind.JsonLines);

        Assert.Equal(("before", "after"), (sections[0].Text, sections[^1].Text));
        Assert.Equal((1, 3), (sections[0].Lines.LineAt(0), sections[^1].Lines.LineAt(0)));
        var pieces = sections[1..^1];
        Assert.Equal(endless, string.Concat(pieces.Select(piece => piece.Text)));
        Assert.All(pieces, piece => Assert.InRange(piece.Text.Length, 1, 70_000));
        Assert.All(pieces, piece => Assert.False(char.IsHighSurrogate(piece.Text[^1])));
        Assert.Equal([false, .. Enumerable.Repeat(true, pieces.Count - 1), false], pieces.Append(sections[^1]).Select(piece => piece.Continues));
    }

    private static List<TextSection> Read(string text, DocumentKind kind) => [.. DocumentReaders.Read(new StringReader(text), kind, "file")];
}
