using JinaSharp.Testing;
using Microsoft.Extensions.AI;

namespace JinaSharp.Core.Tests.Middleware;

public sealed class BatchingEmbeddingGeneratorTests
{
    private readonly FakeEmbeddingGenerator<string> _inner = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 3, new int[0])]
    [InlineData(1, 3, new[] { 1 })]
    [InlineData(3, 3, new[] { 3 })]
    [InlineData(7, 3, new[] { 3, 3, 1 })]
    public async Task Generate_ByItems_Splits(int count, int maxItems, int[] expected)
    {
        using var generator = new BatchingEmbeddingGenerator<string, Embedding<float>>(_inner, new BatchingOptions { MaxItems = maxItems });
        string[] texts = [.. Enumerable.Range(0, count).Select(i => $"text {i}")];

        var results = await generator.GenerateAsync(texts, cancellationToken: Cancellation);

        Assert.Equal(expected, _inner.Calls.Select(call => call.Inputs.Count));
        Assert.Equal(_inner.Answer(new(texts, null)).Select(one => one.Vector.ToArray()), results.Select(one => one.Vector.ToArray()));
        if (count > 0) Assert.Equal(texts.Sum(text => text.Length), results.Usage!.TotalTokenCount);
    }

    [Fact]
    public async Task Generate_ByTokens_KeepsTheBudget_AndSendsLongTextsAlone()
    {
        using var counter = new LexicalEmbeddingGenerator();
        using var generator = new BatchingEmbeddingGenerator<string, Embedding<float>>(_inner, new BatchingOptions { MaxTokens = 5, TokenCounter = counter });

        await generator.GenerateAsync(["a b", "c d", "e f", "1 2 3 4 5 6 7 8", "g", "h"], cancellationToken: Cancellation);

        Assert.Equal([["a b", "c d"], ["e f"], ["1 2 3 4 5 6 7 8"], ["g", "h"]], _inner.Calls.Select(call => call.Inputs.ToArray()));
    }

    [Fact]
    public async Task Generate_LateChunking_IsNeverSplit()
    {
        using var generator = new BatchingEmbeddingGenerator<string, Embedding<float>>(_inner, new BatchingOptions { MaxItems = 2 });

        await generator.GenerateAsync(["a", "b", "c"], new JinaEmbeddingOptions { LateChunking = true }, Cancellation);

        Assert.Equal(3, Assert.Single(_inner.Calls).Inputs.Count);
    }

    [Fact]
    public async Task Generate_Pdf_GoesAlone_AndMayGiveMore()
    {
        using var inner = new FakeEmbeddingGenerator<AIContent>();
        inner.OnGenerate = (call, _) => Task.FromResult(call.Inputs[0] is DataContent
            ? new GeneratedEmbeddings<Embedding<float>>([new(new float[] { 1 }), new(new float[] { 2 }), new(new float[] { 3 })])
            : inner.Answer(call));
        using var generator = new BatchingEmbeddingGenerator<AIContent, Embedding<float>>(inner);

        var results = await generator.GenerateAsync([new TextContent("a"), new DataContent(new byte[] { 1 }, "application/pdf"), new TextContent("b"), new TextContent("c")], cancellationToken: Cancellation);

        Assert.Equal([1, 1, 2], inner.Calls.Select(call => call.Inputs.Count));
        Assert.Equal(6, results.Count);
        Assert.Equal([1f, 2f, 3f], results.Skip(1).Take(3).Select(one => one.Vector.Span[0]));
    }

    [Fact]
    public async Task Generate_Concurrently_KeepsOrder_AndTheLimit()
    {
        var running = 0;
        var most = 0;
        _inner.OnGenerate = async (call, token) =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref running));
            await Task.Delay(10 + 10 * (call.Inputs[0].Length % 3), token);
            Interlocked.Decrement(ref running);
            return _inner.Answer(call);
        };
        using var generator = new BatchingEmbeddingGenerator<string, Embedding<float>>(_inner, new BatchingOptions { MaxItems = 1, MaxConcurrency = 3 });
        string[] texts = [.. Enumerable.Range(0, 12).Select(i => new string('x', i + 1))];

        var results = await generator.GenerateAsync(texts, cancellationToken: Cancellation);

        Assert.Equal(_inner.Answer(new(texts, null)).Select(one => one.Vector.ToArray()), results.Select(one => one.Vector.ToArray()));
        Assert.InRange(most, 2, 3);
    }

    [Fact]
    public async Task Generate_ABatchFails_NamesTheItems_AndCarriesTheRest()
    {
        _inner.OnGenerate = (call, _) => call.Inputs.Contains("t5") ? throw new JinaApiException("Too busy.") { IsTransient = true, Code = "busy" } : Task.FromResult(_inner.Answer(call));
        using var generator = new BatchingEmbeddingGenerator<string, Embedding<float>>(_inner, new BatchingOptions { MaxItems = 2 });

        var error = await Assert.ThrowsAsync<EmbeddingBatchException>(() => generator.GenerateAsync(Enumerable.Range(0, 10).Select(i => $"t{i}"), cancellationToken: Cancellation));

        Assert.Equal([4, 5], error.ItemIndices);
        Assert.Equal([0, 1, 2, 3], error.Completed.Keys.Order());
        Assert.True(error.IsTransient);
        Assert.Equal("busy", error.Code);
        Assert.Contains("items 4 to 5 of 10", error.Message, StringComparison.Ordinal);
        Assert.Contains("Too busy.", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, _inner.Calls.Count);
    }

    [Fact]
    public async Task Generate_TheServiceNamesAnItem_TheErrorNamesTheCallersItem()
    {
        _inner.OnGenerate = (call, _) => call.Inputs is ["t4", ..] ? throw new JinaApiException("Bad text.") { ItemIndex = 1 } : Task.FromResult(_inner.Answer(call));
        using var generator = new BatchingEmbeddingGenerator<string, Embedding<float>>(_inner, new BatchingOptions { MaxItems = 2 });

        var error = await Assert.ThrowsAsync<EmbeddingBatchException>(() => generator.GenerateAsync(Enumerable.Range(0, 10).Select(i => $"t{i}"), cancellationToken: Cancellation));

        Assert.Equal([5], error.ItemIndices);
    }

    [Fact]
    public async Task Generate_WrongCount_IsAnError()
    {
        _inner.OnGenerate = (call, _) => Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(_inner.Answer(call).Take(1)));
        using var generator = new BatchingEmbeddingGenerator<string, Embedding<float>>(_inner, new BatchingOptions { MaxItems = 2 });

        var error = await Assert.ThrowsAsync<EmbeddingBatchException>(() => generator.GenerateAsync(["a", "b", "c"], cancellationToken: Cancellation));

        Assert.Contains("1 embeddings for 2 inputs", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_BelowOne_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchingEmbeddingGenerator<string, Embedding<float>>(_inner, new BatchingOptions { MaxItems = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchingEmbeddingGenerator<string, Embedding<float>>(_inner, new BatchingOptions { MaxTokens = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchingEmbeddingGenerator<string, Embedding<float>>(_inner, new BatchingOptions { MaxConcurrency = 0 }));
    }

    private static void InterlockedMax(ref int target, int value)
    {
        while (Volatile.Read(ref target) is var seen && seen < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
