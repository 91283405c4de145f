namespace JinaSharp.Pipelines.Tests.Ingestion;

/// <summary>Files that were indexed once and whose content can't be indexed any more.</summary>
public sealed class RefusedFileTests : IDisposable
{
    private readonly string _folder = TestSupport.TestPaths.NewTemporaryFolder();
    private readonly MemoryVectorStore _store = new();
    private readonly LexicalEmbeddingGenerator _generator = new(64);

    public void Dispose()
    {
        _generator.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task WebPageThatOutgrewItsLimit_LosesItsChunks_IsReportedOnEveryRun_AndComesBack()
    {
        Write("page.html", "<p>a page about kettles</p>", 1000);
        Write("other.txt", "other", 1000);
        await IndexAsync();
        Write("page.html", string.Concat(Enumerable.Repeat("<p>one more paragraph of a page without end</p>\n", 360_000)), 900);

        var grown = await IndexAsync();

        Assert.Equal((0, 1, 1), (grown.Indexed, grown.Unchanged, grown.Failed));
        Assert.EndsWith("to index its source. What was indexed of it before is removed.", Assert.Single(grown.Problems).Reason, StringComparison.Ordinal);
        Assert.Equal(["other"], await TextsAsync());

        var again = await IndexAsync();

        Assert.Equal(1, again.Failed);
        Assert.EndsWith("to index its source.", Assert.Single(again.Problems).Reason, StringComparison.Ordinal);

        Write("page.html", "<p>small once more</p>", 800);
        var shrunk = await IndexAsync();

        Assert.Equal((1, 0), (shrunk.Indexed, shrunk.Failed));
        Assert.Equal(["other", "small once more"], await TextsAsync());
    }

    [Theory]
    [InlineData(5)]
    [InlineData(2_000)]
    public async Task FileThatNoReaderUnderstandsAnyMore_LosesItsChunks(int words)
    {
        Write("a.txt", string.Join(' ', Enumerable.Repeat("fine", words)), 1000);
        Write("b.txt", "other", 1000);
        await IndexAsync(new Brittle());
        Write("a.txt", "this text breaks it", 900);

        var report = await IndexAsync(new Brittle());
        var again = await IndexAsync(new Brittle());

        Assert.Contains("cannot be understood", Assert.Single(report.Problems).Reason, StringComparison.Ordinal);
        Assert.EndsWith("is removed.", report.Problems.Single().Reason, StringComparison.Ordinal);
        Assert.Equal((1, 1), (report.Failed, again.Failed));
        Assert.Equal(["other"], await TextsAsync());
    }

    private void Write(string name, string content, int secondsAgo)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(-secondsAgo));
    }

    private Task<IndexingProgress> IndexAsync(ITokenCounter? counter = null) =>
        new FileIndexer(_store, new JinaEmbeddingFunction(_generator)).IndexAsync([_folder], counter: counter, cancellationToken: TestContext.Current.CancellationToken);

    private async Task<List<string?>> TextsAsync()
    {
        var texts = new List<string?>();
        await foreach (var record in (await _store.FindCollectionAsync("default"))!.ScrollAsync(parts: RecordParts.All)) texts.Add(record.Text);
        return [.. texts.Order(StringComparer.Ordinal)];
    }

    // Stands for a reader with a fault that one text finds.
    private sealed class Brittle : ITokenCounter
    {
        public int CountTokens(ReadOnlySpan<char> text) => Approximate.CountTokens(Checked(text.ToString()));

        public IReadOnlyList<TokenSpan> GetTokenSpans(string text) => Approximate.GetTokenSpans(Checked(text));

        private static ApproximateTokenCounter Approximate => ApproximateTokenCounter.Instance;

        private static string Checked(string text) => text.Contains("breaks", StringComparison.Ordinal) ? throw new InvalidOperationException("broken") : text;
    }
}
