using JinaSharp.Testing;
using JinaSharp.TestSupport;
using Microsoft.Extensions.AI;

namespace JinaSharp.Core.Tests.Middleware;

public sealed class DiskEmbeddingCacheTests : IDisposable
{
    private readonly string _folder = TestPaths.NewTemporaryFolder();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Entries_SurviveReopening()
    {
        using (var cache = new DiskEmbeddingCache(_folder)) await cache.SetAsync([Entry(1, 100), Entry(2, 0), Entry(3, 5000)], Cancellation);

        using var again = new DiskEmbeddingCache(_folder);
        var found = await again.GetAsync([Key(3), Key(9), Key(2), Key(1)], Cancellation);

        Assert.Equal(Entry(3, 5000).Value.ToArray(), found[0]!.Value.ToArray());
        Assert.Null(found[1]);
        Assert.Equal([], found[2]!.Value.ToArray());
        Assert.Equal(Entry(1, 100).Value.ToArray(), found[3]!.Value.ToArray());
    }

    [Fact]
    public async Task Generator_InAnotherRun_FindsEverything()
    {
        using var inner = new FakeEmbeddingGenerator<string>();
        string[] texts = [.. Enumerable.Range(0, 300).Select(i => $"text {i}")];
        for (var run = 0; run < 2; run++)
        {
            using var cache = new DiskEmbeddingCache(_folder);
            using var generator = new CachingEmbeddingGenerator<string, Embedding<float>>(inner, cache);
            var results = await generator.GenerateAsync(texts, cancellationToken: Cancellation);
            Assert.Equal(inner.Answer(new(texts, null)).Select(one => one.Vector.ToArray()), results.Select(one => one.Vector.ToArray()));
        }

        Assert.Single(inner.Calls);
    }

    [Fact]
    public async Task File_CutAtAnyByte_KeepsTheRecordsBefore_AndTakesNewOnes()
    {
        var bytes = await WriteAsync(Entry(1, 40), Entry(2, 60), Entry(3, 30));
        long[] ends = [48 + 40, 2 * 48 + 100, 3 * 48 + 130];
        Assert.Equal(ends[2], bytes.Length);
        for (var length = 0; length <= bytes.Length; length += 3)
        {
            var folder = Restore(bytes.AsSpan(0, length));
            using (var cache = new DiskEmbeddingCache(folder))
            {
                var found = await cache.GetAsync([Key(1), Key(2), Key(3)], Cancellation);
                Assert.Equal(ends.Select(end => end <= length), found.Select(entry => entry is not null));
                await cache.SetAsync([Entry(4, 20)], Cancellation);
            }
            using var again = new DiskEmbeddingCache(folder);
            Assert.Equal(1 + ends.Count(end => end <= length), again.Count);
            Assert.Equal(Entry(4, 20).Value.ToArray(), (await again.GetAsync([Key(4)], Cancellation))[0]!.Value.ToArray());
        }
    }

    [Fact]
    public async Task File_WithAnyByteChanged_NeverGivesAWrongEntry()
    {
        var entries = new[] { Entry(1, 40), Entry(2, 60), Entry(3, 30) };
        var bytes = await WriteAsync(entries);
        for (var place = 0; place < bytes.Length; place++)
        {
            var damaged = bytes.ToArray();
            damaged[place] ^= (byte)(1 << (place % 8));
            using var cache = new DiskEmbeddingCache(Restore(damaged));
            var found = await cache.GetAsync([Key(1), Key(2), Key(3)], Cancellation);
            for (var i = 0; i < entries.Length; i++)
                if (found[i] is { } entry) Assert.Equal(entries[i].Value.ToArray(), entry.ToArray());
            Assert.Contains(found, entry => entry is null);
        }
    }

    [Fact]
    public async Task TwoAtATime_SeeEachOthersEntries()
    {
        var time = new ManualTime();
        using var one = new DiskEmbeddingCache(_folder, timeProvider: time);
        using var two = new DiskEmbeddingCache(_folder, timeProvider: time);

        await one.SetAsync([Entry(1, 10)], Cancellation);
        await two.SetAsync([Entry(2, 10)], Cancellation);
        await one.SetAsync([Entry(3, 10)], Cancellation);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.All(await one.GetAsync([Key(1), Key(2), Key(3)], Cancellation), entry => Assert.NotNull(entry));
        Assert.All(await two.GetAsync([Key(1), Key(2), Key(3)], Cancellation), entry => Assert.NotNull(entry));
        Assert.Equal(2, Files().Length);
    }

    [Fact]
    public async Task ManyAtATime_FromManyThreads_LoseNothing()
    {
        DiskEmbeddingCache[] caches = [.. Enumerable.Range(0, 3).Select(_ => new DiskEmbeddingCache(_folder))];
        await Task.WhenAll(Enumerable.Range(0, 12).Select(worker => Task.Run(
            async () =>
            {
                for (var i = 0; i < 50; i++)
                {
                    await caches[worker % 3].SetAsync([Entry(worker * 50 + i, 64 + i)], Cancellation);
                    await caches[(worker + 1) % 3].GetAsync([Key(i)], Cancellation);
                }
            },
            Cancellation)));
        foreach (var cache in caches) cache.Dispose();

        using var again = new DiskEmbeddingCache(_folder);
        var found = await again.GetAsync([.. Enumerable.Range(0, 600).Select(Key)], Cancellation);

        for (var i = 0; i < 600; i++) Assert.Equal(Entry(i, 64 + i % 50).Value.ToArray(), found[i]!.Value.ToArray());
    }

    [Fact]
    public async Task ShortRuns_ShareAFile()
    {
        for (var run = 0; run < 20; run++)
        {
            using var cache = new DiskEmbeddingCache(_folder);
            await cache.SetAsync([Entry(run, 100)], Cancellation);
        }

        Assert.Single(Files());
        using var again = new DiskEmbeddingCache(_folder);
        Assert.Equal(20, again.Count);
    }

    [Fact]
    public async Task Folder_StaysUnderItsSize_AndKeepsTheNewest()
    {
        var options = new DiskEmbeddingCacheOptions { MaxBytes = 1 << 18 };
        using var cache = new DiskEmbeddingCache(_folder, options);
        for (var i = 0; i < 2000; i++) await cache.SetAsync([Entry(i, 1000)], Cancellation);

        Assert.InRange(Files().Sum(file => new FileInfo(file).Length), (1 << 18) / 2, 1 << 18);
        Assert.NotNull((await cache.GetAsync([Key(1999)], Cancellation))[0]);
        Assert.Null((await cache.GetAsync([Key(0)], Cancellation))[0]);
    }

    [Fact]
    public async Task Folder_DeletedUnderneath_IsOnlyForgotten()
    {
        var time = new ManualTime();
        using var cache = new DiskEmbeddingCache(_folder, timeProvider: time);
        await cache.SetAsync([Entry(1, 10)], Cancellation);
        foreach (var file in Directory.GetFiles(_folder)) File.Delete(file);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Null((await cache.GetAsync([Key(1), Key(2)], Cancellation))[1]);
        await cache.SetAsync([Entry(3, 10)], Cancellation);
        Assert.NotNull((await cache.GetAsync([Key(3)], Cancellation))[0]);
    }

    private string[] Files() => Directory.GetFiles(_folder, "*.jec");

    private async Task<byte[]> WriteAsync(params KeyValuePair<EmbeddingCacheKey, ReadOnlyMemory<byte>>[] entries)
    {
        var folder = Path.Combine(_folder, "source");
        using (var cache = new DiskEmbeddingCache(folder)) await cache.SetAsync(entries, Cancellation);
        return await File.ReadAllBytesAsync(Directory.GetFiles(folder, "*.jec").Single(), Cancellation);
    }

    private string Restore(ReadOnlySpan<byte> bytes)
    {
        var folder = Path.Combine(_folder, Guid.NewGuid().ToString("n"));
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "0000000000000001-a.jec"), bytes);
        return folder;
    }

    private static EmbeddingCacheKey Key(int number) => new((ulong)number * 0x9E3779B97F4A7C15, (ulong)number, 1, 2);

    private static KeyValuePair<EmbeddingCacheKey, ReadOnlyMemory<byte>> Entry(int number, int length)
    {
        var bytes = new byte[length];
        new Random(number).NextBytes(bytes);
        return new(Key(number), bytes);
    }
}
