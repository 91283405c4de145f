using FsCheck;
using FsCheck.Fluent;
using JinaSharp.Pipelines.Reading;

namespace JinaSharp.Pipelines.Tests.Chunking;

public sealed class TextChunkerTests
{
    private static readonly ApproximateTokenCounter Counter = ApproximateTokenCounter.Instance;

    // Texts made of what matters to cutting: words, ends of sentences, lines, blank lines, long words, other scripts, marks.
    private static readonly Gen<string> Texts = Gen.Elements(
            "word", "Another", "a", "supercalifragilisticexpialidocious", "Zürich", "東京都", "한국어", "😀", "🇩🇪", "e.g.", "3.14", "--", "#", "```", "|", "“quoted”",
            " ", " ", " ", "  ", "\t", ". ", "! ", "。", "\n", "\n", "\n\n", "\r\n", "\n\n\n", "\n# Heading\n", "\n## Part\n\n", "\n- item", "\n    indented", "}\n")
        .ListOf().Select(string.Concat);

    private static readonly Gen<(string Text, int Max, int Overlap, DocumentKind Kind)> Cases =
        from text in Texts
        from max in Gen.Choose(1, 40)
        from overlap in Gen.Choose(0, max - 1)
        from kind in Gen.Elements(DocumentKind.Text, DocumentKind.Markdown, DocumentKind.Code)
        select (text, max, overlap, kind);

    [Fact]
    public void Chunk_AnyText_IsCoveredInOrderWithTheOverlapAsked() => Prop.ForAll(Cases.ToArbitrary(), value =>
    {
        var (text, max, overlap, kind) = value;
        var source = Normalize(text, kind);

        var chunks = Chunks(text, max, overlap, kind);

        AssertCoversWithOverlap(source, chunks, overlap);
        AssertSizes(chunks, max);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1500).WithEndSize(120));

    [Theory]
    [InlineData(50, 0)]
    [InlineData(50, 10)]
    [InlineData(320, 64)]
    public void Chunk_TextOfManyWindows_IsCoveredWithTheOverlapAsked(int max, int overlap)
    {
        var random = new Random(7);
        var text = string.Concat(Enumerable.Range(0, 40_000).Select(_ => random.Next(12) switch
        {
            0 => ". ",
            1 => "\n",
            2 => "\n\n",
            _ => $"{(char)('a' + random.Next(26))}{random.Next(1000)} ",
        }));

        var chunks = Chunks(text, max, overlap, DocumentKind.Text);

        Assert.True(chunks.Count > 100);
        AssertCoversWithOverlap(text, chunks, overlap);
        AssertSizes(chunks, max);
    }

    [Fact]
    public void Chunk_ChunkLines_AreThoseOfTheSource()
    {
        var lines = Enumerable.Range(1, 3000).Select(number => number % 7 == 0 ? "" : $"line {number} has some words in it.").ToArray();

        var chunks = Chunks(string.Join('\n', lines), 60, 0, DocumentKind.Text);

        foreach (var chunk in chunks)
        {
            Assert.StartsWith(chunk.Text.Split('\n')[0], lines[chunk.StartLine - 1], StringComparison.Ordinal);
            Assert.EndsWith(chunk.Text.Split('\n')[^1], lines[chunk.EndLine - 1], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Chunk_Markdown_EndsAtHeadingsAndKnowsThem()
    {
        const string Text = "# Garden\n\nIntro words here that are enough for one chunk.\n\n## Tools\n\nA spade and a rake are needed for most beds.\n\n### Care\n\nClean the spade.\n\n## Plants\n\nRoses like sun and old dung.\n";

        var chunks = Chunks(Text, 24, 0, DocumentKind.Markdown, minTokens: 6);

        Assert.Equal(["Garden", "Garden > Tools", "Garden > Tools > Care", "Garden > Plants"], chunks.Select(chunk => chunk.Heading));
        Assert.All(chunks, chunk => Assert.Equal("Garden", chunk.Title));
        Assert.Equal([1, 5, 9, 13], chunks.Select(chunk => chunk.StartLine));
    }

    [Fact]
    public void Chunk_Prose_EndsAtSentencesNotInsideThem()
    {
        var text = string.Join(' ', Enumerable.Range(0, 60).Select(i => $"Dr. Smith met J. Doe at {i}.5 km from town, e.g. near the mill."));

        var chunks = Chunks(text, 50, 0, DocumentKind.Text);

        Assert.All(chunks, chunk => Assert.EndsWith("mill.", chunk.Text, StringComparison.Ordinal));
        Assert.All(chunks, chunk => Assert.StartsWith("Dr.", chunk.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Chunk_Code_EndsBeforeTheLeastIndentedLine()
    {
        var functions = Enumerable.Range(0, 12).Select(i => $"def f{i}(x):\n    y = x + {i}\n\n    return y * {i}\n");

        var chunks = Chunks(string.Join("\n", functions), 45, 0, DocumentKind.Code);

        Assert.All(chunks, chunk => Assert.StartsWith("def ", chunk.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t \r\n ")]
    public void Chunk_NothingVisible_IsNoChunk(string text) => Assert.Empty(Chunks(text, 10, 0, DocumentKind.Text));

    [Fact]
    public void Chunk_OneEndlessWord_IsCutByCharactersWithWholeSurrogates()
    {
        var text = string.Concat(Enumerable.Repeat("😀", 50_000));

        var chunks = new TextChunker(new WholeTextCounter(), new ChunkingOptions { MaxTokens = 10 }).Chunk(text).ToList();

        Assert.All(chunks, chunk => Assert.True(chunk.Text.Length <= 160 && !char.IsLowSurrogate(chunk.Text[0])));
        Assert.Equal(text, string.Concat(chunks.Select(chunk => chunk.Text)));
    }

    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(10, 10, null)]
    [InlineData(10, -1, null)]
    [InlineData(10, 0, 11)]
    public void Create_SizesThatDoNotFit_AreRefused(int max, int overlap, int? min) =>
        Assert.Throws<ArgumentException>(() => new TextChunker(null, new ChunkingOptions { MaxTokens = max, OverlapTokens = overlap, MinTokens = min }));

    private static List<TextChunk> Chunks(string text, int max, int overlap, DocumentKind kind, int? minTokens = null) =>
        [.. new TextChunker(Counter, new ChunkingOptions { MaxTokens = max, OverlapTokens = overlap, MinTokens = minTokens }).Chunk(text, kind)];

    // The Markdown reader's text has '\n' line ends and no front matter; the others leave the text as it is.
    private static string Normalize(string text, DocumentKind kind) =>
        kind == DocumentKind.Markdown ? string.Concat(MarkdownReader.Read(new StringReader(text)).Select(section => section.Text)) : text;

    // This counter's tokens are all that is visible, so the chunks can be laid out on them: each begins the overlap before the end of the last.
    private static void AssertCoversWithOverlap(string source, List<TextChunk> chunks, int overlap)
    {
        var tokens = Counter.GetTokenSpans(source);
        var first = 0;
        foreach (var chunk in chunks)
        {
            var end = first + chunk.TokenCount;
            Assert.InRange(end, first + 1, tokens.Count);
            Assert.Equal(source[tokens[first].Start..tokens[end - 1].End], chunk.Text);
            first = end == tokens.Count ? end : end - overlap;
        }
        Assert.Equal(tokens.Count, first);
    }

    private static void AssertSizes(List<TextChunk> chunks, int max)
    {
        foreach (var chunk in chunks)
        {
            Assert.InRange(chunk.TokenCount, 0, max);
            Assert.Equal(chunk.TokenCount, Counter.CountTokens(chunk.Text));
        }
    }

    private sealed class WholeTextCounter : ITokenCounter
    {
        public int CountTokens(ReadOnlySpan<char> text) => text.IsEmpty ? 0 : 1;

        public IReadOnlyList<TokenSpan> GetTokenSpans(string text) => text.Length == 0 ? [] : [new TokenSpan(0, text.Length)];
    }
}
