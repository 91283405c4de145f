using System.Text;

namespace JinaSharp.Pipelines.Tests.Ingestion;

/// <summary>Files that change while they are read. A token counter, which is asked in the middle of a file, changes the file at a known place.</summary>
public sealed class ChangingFileTests : IDisposable
{
    private readonly string _folder = TestSupport.TestPaths.NewTemporaryFolder();
    private readonly MemoryVectorStore _store = new();
    private readonly LexicalEmbeddingGenerator _generator = new(64);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _generator.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("grows")]
    [InlineData("shrinks")]
    [InlineData("is rewritten")]
    [InlineData("is replaced")]
    [InlineData("is removed")]
    public async Task LargeFile_ChangedWhileRead_IsReportedAndReadAgain(string change)
    {
        var path = Path.Combine(_folder, "large.txt");
        var before = Prose("before", 3_000_000);
        Write(path, before);
        var counter = new InterruptingCounter(() => Change(path, change, before));

        var during = await IndexAsync(counter);

        Assert.True(counter.WasAsked);
        var problem = Assert.Single(during.Problems);
        Assert.Equal((path, true), (problem.Path, problem.IsIndexed));
        Assert.Equal("changed while it was read; what was read is indexed. Run again when it is at rest.", problem.Reason);
        Assert.Equal((1, 0), (during.Indexed, during.Failed));

        var after = await IndexAsync(new InterruptingCounter(() => { }));

        Assert.Empty(after.Problems);
        // What is added to a file or cut off behind the reader is read the first time already; it is compared, not trusted.
        Assert.Equal(change == "is removed" ? (0, 1) : (1, 0), (after.Indexed + after.Unchanged, after.Removed));
        var text = string.Concat((await TextsAsync()).Select(chunk => string.Concat(chunk.Where(char.IsLetterOrDigit))));
        Assert.Equal(change == "is removed" ? "" : string.Concat((await File.ReadAllTextAsync(path, Cancellation)).Where(char.IsLetterOrDigit)), text);
    }

    [Fact]
    public async Task SmallFile_RewrittenAllTheTime_IsOneOfItsStatesOrReported_AndInTheEndTheLast()
    {
        var path = Path.Combine(_folder, "small.txt");
        Write(path, State(0));
        using var stop = new CancellationTokenSource();
        var written = 0;
        var writing = Task.Run(() =>
        {
            // In place, shorter and longer: a reader may meet a mixture of two states.
            while (!stop.IsCancellationRequested) File.WriteAllText(path, State(++written));
        }, Cancellation);

        for (var run = 0; run < 30; run++)
        {
            var progress = await IndexAsync(null);
            var text = string.Concat(await TextsAsync());
            if (progress.Problems.Count == 0 && text.Length > 0) Assert.Equal(State(int.Parse(text.AsSpan(0, text.IndexOf(' ')), System.Globalization.CultureInfo.InvariantCulture)), text);
            Assert.All(progress.Problems, problem => Assert.StartsWith("changed while it was read", problem.Reason, StringComparison.Ordinal));
        }
        await stop.CancelAsync();
        await writing;
        var last = await IndexAsync(null);

        Assert.Empty(last.Problems);
        Assert.Equal(State(written), string.Concat(await TextsAsync()));
    }

    private static string State(int number) => $"{number} " + string.Join(' ', Enumerable.Repeat(number, 20 + (number % 30)));

    private static string Prose(string word, int length)
    {
        var text = new StringBuilder();
        for (var n = 0; text.Length < length; n++) text.Append(word).Append(n).Append(n % 12 == 11 ? ".\n\n" : " ");
        return text.ToString();
    }

    private static void Write(string path, string content)
    {
        File.WriteAllText(path, content);
        File.SetLastWriteTimeUtc(path, new DateTime(2021, 1, 1, 0, 0, 0, DateTimeKind.Utc));
    }

    private static void Change(string path, string change, string before)
    {
        switch (change)
        {
            case "grows":
                File.AppendAllText(path, "and a last word");
                break;
            case "shrinks":
                using (var file = File.Open(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) file.SetLength(2_000_000);
                break;
            case "is rewritten":
                File.WriteAllText(path, before.Replace("before", "behind", StringComparison.Ordinal));
                break;
            case "is replaced":
                File.WriteAllText(path + ".aside", "another file");
                File.Move(path + ".aside", path, overwrite: true);
                break;
            default:
                File.Delete(path);
                break;
        }
    }

    private Task<IndexingProgress> IndexAsync(ITokenCounter? counter) =>
        new FileIndexer(_store, new JinaEmbeddingFunction(_generator)).IndexAsync([_folder], counter: counter, cancellationToken: Cancellation);

    private async Task<List<string>> TextsAsync()
    {
        var chunks = new List<VectorRecord>();
        await foreach (var record in (await _store.FindCollectionAsync("default", Cancellation))!.ScrollAsync(parts: RecordParts.All, cancellationToken: Cancellation)) chunks.Add(record);
        return [.. chunks.OrderBy(chunk => chunk.Payload["chunk"].AsInt64()).Select(chunk => chunk.Text!)];
    }

    private sealed class InterruptingCounter(Action interrupt) : ITokenCounter
    {
        private readonly ApproximateTokenCounter _inner = ApproximateTokenCounter.Instance;
        private int _asked;

        public bool WasAsked => _asked > 0;

        public int CountTokens(ReadOnlySpan<char> text) => _inner.CountTokens(text);

        public IReadOnlyList<TokenSpan> GetTokenSpans(string text)
        {
            if (Interlocked.Increment(ref _asked) == 1) interrupt();
            return _inner.GetTokenSpans(text);
        }
    }
}
