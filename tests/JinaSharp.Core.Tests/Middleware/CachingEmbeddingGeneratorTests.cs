using JinaSharp.Testing;
using Microsoft.Extensions.AI;

namespace JinaSharp.Core.Tests.Middleware;

public sealed class CachingEmbeddingGeneratorTests
{
    private readonly FakeEmbeddingGenerator<string> _inner = new();
    private readonly MemoryEmbeddingCache _cache = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Generate_Again_AsksOnlyForWhatIsMissing()
    {
        using var generator = Wrap(_inner);
        await generator.GenerateAsync(["a", "b"], cancellationToken: Cancellation);

        var results = await generator.GenerateAsync(["b", "c", "a", "d"], cancellationToken: Cancellation);

        Assert.Equal([["a", "b"], ["c", "d"]], _inner.Calls.Select(call => call.Inputs.ToArray()));
        Assert.Equal(_inner.Answer(new(["b", "c", "a", "d"], null)).Select(one => one.Vector.ToArray()), results.Select(one => one.Vector.ToArray()));
        Assert.Equal(2, results.Usage!.InputTokenCount);
        Assert.Equal(2, results.Usage.AdditionalCounts!["cached_items"]);
        Assert.All(results, one => Assert.Equal("fake-model", one.ModelId));
    }

    [Fact]
    public async Task Generate_EverythingFound_MakesNoCall_AndCostsNothing()
    {
        using var generator = Wrap(_inner);
        await generator.GenerateAsync(["a"], cancellationToken: Cancellation);

        var results = await generator.GenerateAsync(["a"], cancellationToken: Cancellation);

        Assert.Single(_inner.Calls);
        Assert.Equal(0, results.Usage!.TotalTokenCount);
    }

    public static TheoryData<EmbeddingGenerationOptions> DifferentOptions =>
    [
        new EmbeddingGenerationOptions(),
        new JinaEmbeddingOptions { Task = EmbeddingTask.RetrievalQuery },
        new JinaEmbeddingOptions { Task = EmbeddingTask.RetrievalPassage },
        new JinaEmbeddingOptions { Dimensions = 4 },
        new JinaEmbeddingOptions { Normalized = false },
        new JinaEmbeddingOptions { Truncate = true },
        new JinaEmbeddingOptions { LateChunking = true },
        new JinaEmbeddingOptions { ModelId = "other" },
        new JinaEmbeddingOptions { EmbeddingType = EmbeddingType.Binary },
        new EmbeddingGenerationOptions { AdditionalProperties = new() { ["own"] = 1 } },
        new EmbeddingGenerationOptions { AdditionalProperties = new() { ["own"] = "1" } },
    ];

    [Fact]
    public async Task Generate_OptionsThatChangeTheVector_HaveTheirOwnEntry()
    {
        using var generator = Wrap(_inner);
        var options = DifferentOptions.Select(row => row.Data).ToArray();
        foreach (var round in (int[])[1, 2])
            foreach (var one in options) await generator.GenerateAsync(["a"], one, Cancellation);

        Assert.Equal(options.Length, _inner.Calls.Count);
    }

    [Fact]
    public async Task Generate_TheSameOptionsInAnotherForm_ShareTheEntry()
    {
        using var generator = Wrap(_inner);

        await generator.GenerateAsync(["a"], new JinaEmbeddingOptions { Task = EmbeddingTask.RetrievalQuery }, Cancellation);
        await generator.GenerateAsync(["a"], new EmbeddingGenerationOptions { AdditionalProperties = new() { ["task"] = "retrieval.query" } }, Cancellation);

        Assert.Single(_inner.Calls);
    }

    [Fact]
    public async Task Generate_LateChunking_FindsWholeGroupsOnly()
    {
        using var generator = Wrap(_inner);
        var late = new JinaEmbeddingOptions { LateChunking = true };

        var first = await generator.GenerateAsync(["a", "b", "a"], late, Cancellation);
        var again = await generator.GenerateAsync(["a", "b", "a"], late, Cancellation);
        await generator.GenerateAsync(["a", "b"], late, Cancellation);
        await generator.GenerateAsync(["b", "a", "a"], late, Cancellation);

        Assert.Equal([3, 2, 3], _inner.Calls.Select(call => call.Inputs.Count));
        Assert.Equal(first.Select(one => one.Vector.ToArray()), again.Select(one => one.Vector.ToArray()));
    }

    [Fact]
    public async Task Generate_WhatHasNoComparableForm_IsNotCached()
    {
        using var inner = new FakeEmbeddingGenerator<AIContent>();
        using var generator = new CachingEmbeddingGenerator<AIContent, Embedding<float>>(inner, _cache);
        AIContent[] contents = [new UriContent("https://example.org/a.png", "image/png"), new DataContent(new byte[] { 1 }, "application/pdf")];

        foreach (var content in contents.Concat(contents)) await generator.GenerateAsync([content], cancellationToken: Cancellation);
        await generator.GenerateAsync([new TextContent("a")], new EmbeddingGenerationOptions { RawRepresentationFactory = _ => null }, Cancellation);

        Assert.Equal(5, inner.Calls.Count);
        Assert.Equal(0, _cache.Count);
    }

    [Fact]
    public async Task Generate_StringAndTextContent_ShareEntries_PicturesAreFoundAgain()
    {
        using var contents = new FakeEmbeddingGenerator<AIContent>();
        using var ofStrings = Wrap(_inner);
        using var ofContents = new CachingEmbeddingGenerator<AIContent, Embedding<float>>(contents, _cache);
        await ofStrings.GenerateAsync(["a"], cancellationToken: Cancellation);

        await ofContents.GenerateAsync([new TextContent("a"), new DataContent(new byte[] { 7 }, "image/png")], cancellationToken: Cancellation);
        await ofContents.GenerateAsync([new DataContent(new byte[] { 7 }, "image/png")], cancellationToken: Cancellation);

        Assert.IsType<DataContent>(Assert.Single(Assert.Single(contents.Calls).Inputs));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Generate_Fails_KeepsWhatIsDone_WhereverBatchingIs(bool batchingOutside)
    {
        var broken = true;
        _inner.OnGenerate = (call, _) => broken && call.Inputs.Contains("t5") ? throw new JinaApiException("Busy.") : Task.FromResult(_inner.Answer(call));
        var batching = new BatchingOptions { MaxItems = 2 };
        using IEmbeddingGenerator<string, Embedding<float>> generator = batchingOutside
            ? new BatchingEmbeddingGenerator<string, Embedding<float>>(Wrap(_inner), batching)
            : Wrap(new BatchingEmbeddingGenerator<string, Embedding<float>>(_inner, batching));
        string[] texts = [.. Enumerable.Range(0, 8).Select(i => $"t{i}")];

        var error = await Assert.ThrowsAsync<EmbeddingBatchException>(() => generator.GenerateAsync(texts, cancellationToken: Cancellation));
        broken = false;
        var results = await generator.GenerateAsync(texts, cancellationToken: Cancellation);

        Assert.Equal([4, 5], error.ItemIndices);
        Assert.Equal(4, error.Completed.Count);
        // Three calls until the failure, then only what was missing.
        Assert.Equal(["t4", "t5", "t6", "t7"], _inner.Calls.Skip(3).SelectMany(call => call.Inputs));
        Assert.Equal(_inner.Answer(new(texts, null)).Select(one => one.Vector.ToArray()), results.Select(one => one.Vector.ToArray()));
    }

    [Fact]
    public async Task Generate_Fails_ErrorNamesTheCallersItem_WhereSomeWereFound()
    {
        using var generator = Wrap(_inner);
        await generator.GenerateAsync(["a", "b"], cancellationToken: Cancellation);
        _inner.OnGenerate = (_, _) => throw new JinaApiException("Bad.") { ItemIndex = 1 };

        var error = await Assert.ThrowsAsync<EmbeddingBatchException>(() => generator.GenerateAsync(["x", "a", "b", "y"], cancellationToken: Cancellation));

        Assert.Equal([3], error.ItemIndices);
        Assert.Equal([1, 2], error.Completed.Keys.Order());
    }

    [Fact]
    public async Task Generate_Cancelled_KeepsWhatIsDone()
    {
        using var stop = new CancellationTokenSource();
        _inner.OnGenerate = async (call, token) =>
        {
            if (call.Inputs.Contains("t3")) await stop.CancelAsync();
            token.ThrowIfCancellationRequested();
            return _inner.Answer(call);
        };
        using var generator = Wrap(new BatchingEmbeddingGenerator<string, Embedding<float>>(_inner, new BatchingOptions { MaxItems = 1 }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => generator.GenerateAsync(Enumerable.Range(0, 6).Select(i => $"t{i}"), cancellationToken: stop.Token));

        Assert.Equal(3, _cache.Count);
    }

    [Fact]
    public async Task Generate_CutFromFullSize_OneEntryServesEverySize()
    {
        using var inner = new FakeEmbeddingGenerator<string> { ModelId = "jina-embeddings-v3", Dimensions = 1024 };
        using var generator = new CachingEmbeddingGenerator<string, Embedding<float>>(inner, _cache, new CachingOptions { CutFromFullSize = true });
        var options = new JinaEmbeddingOptions { Dimensions = 64 };

        var small = (await generator.GenerateAsync(["a"], options, Cancellation))[0].Vector.ToArray();
        var full = (await generator.GenerateAsync(["a"], null, Cancellation))[0].Vector.ToArray();
        var smaller = (await generator.GenerateAsync(["a"], new EmbeddingGenerationOptions { Dimensions = 32 }, Cancellation))[0].Vector.ToArray();

        Assert.Null(Assert.Single(inner.Calls).Options!.Dimensions);
        Assert.Equal(64, options.Dimensions);
        Assert.Equal(1024, full.Length);
        // As the server cuts: the fake's own smaller vectors are its full ones, cut and scaled. Two roundings apart: 1e-6.
        Assert.Equal(inner.Answer(new(["a"], options))[0].Vector.ToArray(), small, (x, y) => Math.Abs(x - y) < 1e-6);
        Assert.Equal(32, smaller.Length);
    }

    [Fact]
    public async Task Generate_CutFromFullSize_NeverForAModelNotTrainedForIt()
    {
        using var inner = new FakeEmbeddingGenerator<string> { ModelId = "jina-embeddings-v2-base-en", Dimensions = 768 };
        using var generator = new CachingEmbeddingGenerator<string, Embedding<float>>(inner, _cache, new CachingOptions { CutFromFullSize = true });

        await generator.GenerateAsync(["a"], new JinaEmbeddingOptions { Dimensions = 64 }, Cancellation);

        Assert.Equal(64, inner.Calls[0].Options!.Dimensions);
    }

    [Fact]
    public async Task Generate_ModelUnknown_IsRefused_UnlessAPrefixIsGiven()
    {
        using var inner = new FakeEmbeddingGenerator<string> { ModelId = "" };
        using var refused = Wrap(inner);
        using var accepted = new CachingEmbeddingGenerator<string, Embedding<float>>(inner, _cache, new CachingOptions { KeyPrefix = "mine" });

        await Assert.ThrowsAsync<InvalidOperationException>(() => refused.GenerateAsync(["a"], cancellationToken: Cancellation));
        await accepted.GenerateAsync(["a"], cancellationToken: Cancellation);

        Assert.Equal(1, _cache.Count);
    }

    [Fact]
    public async Task Generate_CacheFails_CallStillAnswers()
    {
        using var generator = new CachingEmbeddingGenerator<string, Embedding<float>>(_inner, new BrokenCache());

        Assert.Single(await generator.GenerateAsync(["a"], cancellationToken: Cancellation));
    }

    [Fact]
    public async Task MemoryCache_Full_ForgetsTheLeastRecentlyUsed()
    {
        var cache = new MemoryEmbeddingCache(3 * 300);
        EmbeddingCacheKey[] keys = [.. Enumerable.Range(0, 4).Select(i => new EmbeddingCacheKey((ulong)i, 0, 0, 0))];
        foreach (var key in keys.Take(3)) await cache.SetAsync([new(key, new byte[100])], Cancellation);
        await cache.GetAsync([keys[0]], Cancellation);

        await cache.SetAsync([new(keys[3], new byte[100])], Cancellation);

        Assert.Equal([true, false, true, true], (await cache.GetAsync(keys, Cancellation)).Select(entry => entry is not null));
    }

    private CachingEmbeddingGenerator<string, Embedding<float>> Wrap(IEmbeddingGenerator<string, Embedding<float>> inner) => new(inner, _cache);

    private sealed class BrokenCache : IEmbeddingCache
    {
        public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>?>> GetAsync(IReadOnlyList<EmbeddingCacheKey> keys, CancellationToken cancellationToken = default) => throw new IOException("no disk");

        public ValueTask SetAsync(IReadOnlyList<KeyValuePair<EmbeddingCacheKey, ReadOnlyMemory<byte>>> entries, CancellationToken cancellationToken = default) => throw new IOException("no disk");
    }
}
