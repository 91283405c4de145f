using System.Text;

namespace JinaSharp.Pipelines.Tests.Ingestion;

public sealed class FileIndexerTests : IDisposable
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
    public async Task Index_NewFolder_WritesEveryChunkWithItsPlace()
    {
        Write("guide.md", "---\ntitle: The guide\nlang: en\n---\n# Start\n\nHello world of search.\n");
        Write("sub/data.jsonl", "{\"title\":\"Rome\",\"text\":\"A city.\",\"year\":753}\n{\"text\":\"Two\"}\n");

        var report = await IndexAsync();

        Assert.Equal((2, 3, 0), (report.Indexed, report.Chunks, report.Failed));
        var chunks = await ChunksAsync();
        var guide = chunks.Single(chunk => chunk.Payload["name"] == "guide.md");
        Assert.Equal((PayloadValue)Path.Combine(_folder, "guide.md"), guide.Payload["path"]);
        Assert.Equal("The guide", guide.Payload["title"].AsString());
        Assert.Equal("Start", guide.Payload["heading"].AsString());
        Assert.Equal("markdown", guide.Payload["type"].AsString());
        Assert.Equal("en", guide.Payload["lang"].AsString());
        Assert.Equal((5L, 7L), (guide.Payload["line"].AsInt64(), guide.Payload["end_line"].AsInt64()));
        var rome = chunks.Single(chunk => chunk.Payload.TryGetValue("year", out var year) && year == 753L);
        Assert.Equal("Rome\n\nA city.", rome.Text);
        Assert.Equal("Rome", rome.Payload["title"].AsString());
        Assert.Equal("Rome", rome.Payload["title_"].AsString());
    }

    [Fact]
    public async Task Index_AgainWithoutChange_ReadsAndWritesNothing()
    {
        Write("a.txt", "alpha beta");
        Write("b/c.txt", "gamma");
        await IndexAsync();
        var changes = new List<string>();
        _store.BeforeChange = changes.Add;

        var report = await IndexAsync();

        Assert.Equal((2, 0, 0), (report.Unchanged, report.Indexed, report.BytesRead));
        Assert.Empty(changes);
    }

    [Fact]
    public async Task Index_TouchedFile_IsComparedByContentAndNotEmbedded()
    {
        var path = Write("a.txt", "alpha beta");
        await IndexAsync();
        File.SetLastWriteTimeUtc(path, new DateTime(2021, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var touched = await IndexAsync();
        var again = await IndexAsync();

        Assert.Equal((1, 0), (touched.Unchanged, touched.Indexed));
        Assert.Equal(1, again.Unchanged);
    }

    [Fact]
    public async Task Index_ChangedRemovedRenamed_LeavesNothingStale()
    {
        var long_ = Write("long.txt", string.Join("\n\n", Enumerable.Range(0, 400).Select(i => $"Paragraph {i} speaks of many words and things.")));
        var gone = Write("gone.txt", "will vanish");
        var old = Write("old.txt", "renamed content");
        await IndexAsync();
        Assert.True((await ChunksAsync()).Count > 5);
        Write("long.txt", "short now");
        Age(long_, 100);
        File.Delete(gone);
        File.Move(old, Path.Combine(_folder, "new.txt"));

        var report = await IndexAsync();

        Assert.Equal((2, 2), (report.Indexed, report.Removed));
        Assert.Equal(["renamed content", "short now"], (await ChunksAsync()).Select(chunk => chunk.Text).Order(StringComparer.Ordinal));
        Assert.Equal(["long.txt", "new.txt"], (await ChunksAsync()).Select(chunk => chunk.Payload["name"].AsString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Index_OtherFolder_LeavesTheFirstAlone()
    {
        Write("one/a.txt", "alpha");
        Write("two/b.txt", "beta");
        await IndexAsync("one");

        var report = await IndexAsync("two");

        Assert.Equal(0, report.Removed);
        Assert.Equal(2, (await ChunksAsync()).Count);
    }

    [Fact]
    public async Task Index_FileThatTurnsBinaryOrEmpty_LosesItsChunks()
    {
        var binary = Write("a.txt", "alpha");
        var empty = Write("b.txt", "beta");
        await IndexAsync();
        File.WriteAllBytes(binary, [0, 1, 2, 3, 0, 0, 5, 9]);
        Age(binary, 50);
        File.WriteAllText(empty, "");

        var report = await IndexAsync();

        Assert.Equal((1, 1, 0), (report.Binary, report.Empty, report.Indexed));
        Assert.Empty(await ChunksAsync());
        Assert.Equal(0, (await IndexAsync()).Indexed);
    }

    [Fact]
    public async Task Index_RaceWithAnEditOfTheSameLengthAndTime_IsSeenNextTime()
    {
        var path = Path.Combine(_folder, "a.txt");
        File.WriteAllText(path, "first");
        var time = File.GetLastWriteTimeUtc(path);
        await IndexAsync();
        File.WriteAllText(path, "other");
        File.SetLastWriteTimeUtc(path, time);

        await IndexAsync();

        Assert.Equal("other", Assert.Single(await ChunksAsync()).Text);
    }

    [Fact]
    public async Task Index_OtherChunkSize_CutsAnew()
    {
        Write("a.txt", string.Join(' ', Enumerable.Repeat("several words here.", 100)));
        await IndexAsync();
        var before = (await ChunksAsync()).Count;

        var report = await IndexAsync(options: new FileIndexerOptions { Chunking = new ChunkingOptions { MaxTokens = 40 } });

        Assert.Equal(1, report.Indexed);
        Assert.True((await ChunksAsync()).Count > before);
    }

    [Fact]
    public async Task Index_CollectionDeletedByOthers_StartsAnew()
    {
        Write("a.txt", "alpha");
        await IndexAsync();
        await _store.DeleteCollectionAsync("default", TestContext.Current.CancellationToken);

        await IndexAsync();

        Assert.Single(await ChunksAsync());
    }

    [Fact]
    public async Task Index_MissingPath_IsRefusedBeforeAnythingIsDone()
    {
        Write("a.txt", "alpha");

        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => IndexAsync("a.txt", "nowhere"));

        Assert.Contains("nowhere", error.Message, StringComparison.Ordinal);
        Assert.Empty(await _store.ListCollectionsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Index_OtherProfile_IsRefusedAndChangesNothing()
    {
        Write("a.txt", "alpha");
        await IndexAsync();
        using var other = new LexicalEmbeddingGenerator(128);

        var error = await Assert.ThrowsAsync<EmbeddingProfileMismatchException>(() => new FileIndexer(_store, new JinaEmbeddingFunction(other))
            .IndexAsync([_folder], cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("64 dimensions", error.Message, StringComparison.Ordinal);
        Assert.Contains("128 dimensions", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_ProcessThatDiesAtAnyChange_ConvergesOnTheNextRun()
    {
        // Several states of a folder, so that files are new, changed, shortened, removed and back again when the process dies.
        var expected = await FinalStateAsync(killAt: null);
        for (var killAt = 0; ; killAt++)
        {
            if (await FinalStateAsync(killAt) is not { } actual)
            {
                Assert.True(killAt > 20, $"Only {killAt} changes were made.");
                return;
            }
            Assert.Equal(expected, actual);
        }
    }

    // Plays all states with a small commit size; the process dies once at a change, and the state it died in is run again, or left to the next.
    private async Task<List<string>?> FinalStateAsync(int? killAt)
    {
        var store = new MemoryVectorStore();
        var count = 0;
        var died = false;
        store.BeforeChange = _ =>
        {
            if (count++ != killAt || died) return;
            died = true;
            throw new IOException("dies here");
        };
        for (var state = 0; state < 4; state++)
        {
            var folder = Path.Combine(_folder, "states");
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            Directory.CreateDirectory(folder);
            for (var file = 0; file < 4; file++)
            {
                // File 3 comes and goes; the others change their length.
                if (file == 3 && state % 2 == 1) continue;
                var path = Path.Combine(folder, $"{file}.txt");
                File.WriteAllText(path, string.Join("\n\n", Enumerable.Range(0, 1 + ((file + state) * 7 % 11)).Select(i => $"State {state % 3} of file {file}, paragraph {i}.")));
                File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1 + (state % 3), 0, 0, file, DateTimeKind.Utc));
            }
            var options = new FileIndexerOptions { CommitSize = 3, EmbeddingBatchSize = 2, Concurrency = 1, Chunking = new ChunkingOptions { MaxTokens = 16, MinTokens = 4 } };
            try
            {
                await new FileIndexer(store, new JinaEmbeddingFunction(_generator), options).IndexAsync([folder]);
            }
            catch (IOException) when (died)
            {
                // Half the time the next run sees the same files, half the time others.
                if (killAt % 2 == 0) state--;
            }
        }
        if (killAt is not null && !died) return null;
        var last = Path.Combine(_folder, "states");
        await new FileIndexer(store, new JinaEmbeddingFunction(_generator), new FileIndexerOptions { Chunking = new ChunkingOptions { MaxTokens = 16, MinTokens = 4 } }).IndexAsync([last]);
        var records = await CollectAsync((await store.FindCollectionAsync("default"))!);
        return [.. records.Select(record => $"{record.Id} {record.Text} {record.Payload["line"]} {((DenseVector)record.Vector!).Values.Span[0]}").Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task Index_Cancelled_KeepsWhatWasCommittedAndGoesOn()
    {
        for (var i = 0; i < 60; i++) Write($"{i}.txt", $"content number {i}");
        using var stop = new CancellationTokenSource();
        var commits = 0;
        _store.BeforeChange = name =>
        {
            if (name == "upsert" && ++commits == 8) stop.Cancel();
        };
        var options = new FileIndexerOptions { CommitSize = 5, EmbeddingBatchSize = 5, Concurrency = 1 };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new FileIndexer(_store, new JinaEmbeddingFunction(_generator), options).IndexAsync([_folder], cancellationToken: stop.Token));
        var kept = (await ChunksAsync()).Count;
        _store.BeforeChange = null;
        var report = await IndexAsync();

        Assert.InRange(kept, 5, 59);
        Assert.True(report.Unchanged > 0, "Files committed before the stop are not done again.");
        Assert.Equal(60, (await ChunksAsync()).Count);
    }

    [Fact]
    public async Task Index_EmbedderThatFails_KeepsFinishedBatchesAndTellsTheError()
    {
        for (var i = 0; i < 40; i++) Write($"{i:00}.txt", i == 30 ? "poison" : $"content number {i}");
        var failing = new FailingGenerator(_generator, "poison");
        var options = new FileIndexerOptions { CommitSize = 2, EmbeddingBatchSize = 2, Concurrency = 1 };

        var error = await Assert.ThrowsAsync<JinaApiException>(() =>
            new FileIndexer(_store, new JinaEmbeddingFunction(failing), options).IndexAsync([_folder], cancellationToken: TestContext.Current.CancellationToken));

        Assert.StartsWith("2 chunks of 2 files, from '", error.Message);
        Assert.Contains("30.txt' chunk 0 (lines 1 to 1)", error.Message);
        Assert.Contains("could not be embedded: refused", error.Message);
        failing.Word = "none";
        var report = await new FileIndexer(_store, new JinaEmbeddingFunction(failing), options).IndexAsync([_folder], cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(40, report.Indexed + report.Unchanged);
        Assert.Equal(40, (await ChunksAsync()).Count);
    }

    [Fact]
    public async Task Index_UnreadableFile_KeepsWhatWasIndexedAndIsReported()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Needs a user whom permissions stop.");
        var path = Write("a.txt", "alpha");
        await IndexAsync();
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.None);
        File.SetLastWriteTimeUtc(path, new DateTime(2019, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var report = await IndexAsync();

        Assert.Equal(1, report.Failed);
        Assert.Equal(path, Assert.Single(report.Problems).Path);
        Assert.Single(await ChunksAsync());
    }

    [Fact]
    public async Task Index_WebPageBeyondTheLimit_SaysWhatToDoAndTheOthersAreIndexed()
    {
        Write("a.txt", "alpha");
        Write("b.html", string.Concat(Enumerable.Repeat("<p>one more paragraph of a page without end</p>\n", 360_000)));

        var report = await IndexAsync();

        Assert.Equal((1, 1), (report.Indexed, report.Failed));
        var problem = Assert.Single(report.Problems);
        Assert.EndsWith("b.html", problem.Path, StringComparison.Ordinal);
        Assert.Contains("at most 16777216 are read as one page. Split it, or rename it to .txt to index its source.", problem.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_InvalidUtf8_IsReadAndRemarkedOn()
    {
        File.WriteAllBytes(Path.Combine(_folder, "latin1.txt"), Encoding.Latin1.GetBytes("Käse und Brötchen für Jürgen"));

        var report = await IndexAsync();

        Assert.Equal("Käse und Brötchen für Jürgen", Assert.Single(await ChunksAsync()).Text);
        Assert.True(Assert.Single(report.Problems).IsIndexed);
        Assert.Equal(0, report.Failed);
    }

    private string Write(string relative, string content)
    {
        var path = Path.Combine(_folder, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        Age(path, 1000);
        return path;
    }

    // Files written just now are read again by the next run, as they might have changed within a tick of the clock.
    private static void Age(string path, int seconds) => File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(-seconds));

    private Task<IndexingProgress> IndexAsync(params string[] relative) => IndexAsync(null, relative);

    private Task<IndexingProgress> IndexAsync(FileIndexerOptions? options, params string[] relative) =>
        new FileIndexer(_store, new JinaEmbeddingFunction(_generator), options).IndexAsync(
            relative.Length == 0 ? [_folder] : [.. relative.Select(path => Path.Combine(_folder, path))], cancellationToken: TestContext.Current.CancellationToken);

    private async Task<List<VectorRecord>> ChunksAsync() => await CollectAsync((await _store.FindCollectionAsync("default"))!);

    private static async Task<List<VectorRecord>> CollectAsync(IVectorCollection collection)
    {
        var records = new List<VectorRecord>();
        await foreach (var record in collection.ScrollAsync(parts: RecordParts.All)) records.Add(record);
        return records;
    }
}
