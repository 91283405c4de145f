using JinaSharp.Testing;
using Microsoft.Extensions.AI;

namespace JinaSharp.Core.Tests.Middleware;

public sealed class DeduplicatingEmbeddingGeneratorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Generate_EqualTexts_AreAskedForOnce()
    {
        using var inner = new FakeEmbeddingGenerator<string>();
        using var generator = new DeduplicatingEmbeddingGenerator<string, Embedding<float>>(inner);

        var results = await generator.GenerateAsync(["a", "b", "a", "a", "c", "b"], cancellationToken: Cancellation);

        Assert.Equal(["a", "b", "c"], Assert.Single(inner.Calls).Inputs);
        Assert.Equal(6, results.Count);
        Assert.Same(results[0], results[3]);
        Assert.Equal(3, results.Usage!.TotalTokenCount);
    }

    [Fact]
    public async Task Generate_EqualContents_AreAskedForOnce()
    {
        using var inner = new FakeEmbeddingGenerator<AIContent>();
        using var generator = new DeduplicatingEmbeddingGenerator<AIContent, Embedding<float>>(inner);

        await generator.GenerateAsync(
            [new TextContent("a"), new DataContent(new byte[] { 1, 2 }, "image/png"), new TextContent("a"), new DataContent(new byte[] { 1, 2 }, "image/png"), new DataContent(new byte[] { 1, 2 }, "image/gif")],
            cancellationToken: Cancellation);

        Assert.Equal(3, Assert.Single(inner.Calls).Inputs.Count);
    }

    [Fact]
    public async Task Generate_LateChunking_KeepsRepeats()
    {
        using var inner = new FakeEmbeddingGenerator<string>();
        using var generator = new DeduplicatingEmbeddingGenerator<string, Embedding<float>>(inner);

        await generator.GenerateAsync(["a", "a"], new JinaEmbeddingOptions { LateChunking = true }, Cancellation);

        Assert.Equal(["a", "a"], Assert.Single(inner.Calls).Inputs);
    }

    [Fact]
    public async Task Generate_TheServiceNamesAnItem_TheErrorNamesItsFirstOccurrence()
    {
        using var inner = new FakeEmbeddingGenerator<string> { OnGenerate = (_, _) => throw new JinaApiException("Bad.") { ItemIndex = 1 } };
        using var generator = new DeduplicatingEmbeddingGenerator<string, Embedding<float>>(inner);

        var error = await Assert.ThrowsAsync<EmbeddingBatchException>(() => generator.GenerateAsync(["a", "a", "b"], cancellationToken: Cancellation));

        Assert.Equal([2], error.ItemIndices);
    }
}
