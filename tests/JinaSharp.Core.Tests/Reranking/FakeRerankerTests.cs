using JinaSharp.Testing;
using Microsoft.Extensions.AI;

namespace JinaSharp.Core.Tests.Reranking;

public sealed class FakeRerankerTests
{
    private static readonly string[] Documents = ["cold soup", "The HARBOUR tram", "a tram to the harbour and back", "café"];

    [Fact]
    public async Task RerankAsync_Default_OrdersBySharedWordsAndKeepsTies()
    {
        using var reranker = new FakeReranker();

        var results = await reranker.RerankAsync("tram harbour", Documents, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([1, 2, 0, 3], results.Select(result => result.Index));
        Assert.Equal([1.0, 1.0, 0.0, 0.0], results.Select(result => result.Score));
        Assert.Equal("The HARBOUR tram", Assert.IsType<TextContent>(results[0].Document).Text);
        Assert.Equal(12 + Documents.Sum(text => text.Length), results.Usage!.TotalTokenCount);
    }

    [Fact]
    public async Task RerankAsync_Options_AreHonouredAndCopied()
    {
        using var reranker = new FakeReranker();
        var options = new RerankOptions { TopN = 1, ReturnDocuments = false, MinScore = 0, ModelId = "m" };

        var results = await reranker.RerankAsync("cafe", Documents, options, TestContext.Current.CancellationToken);
        options.TopN = 9;

        Assert.Equal((3, 1.0), (Assert.Single(results).Index, results[0].Score));
        Assert.Null(results[0].Document);
        Assert.Equal("m", results.ModelId);
        Assert.Equal(1, Assert.Single(reranker.Calls).Options!.TopN);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => reranker.RerankAsync("q", Documents, new RerankOptions { TopN = 0 }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task RerankAsync_Callbacks_ReplaceTheAnswer()
    {
        using var reranker = new FakeReranker { OnScore = (_, document) => ((TextContent)document).Text.Length };

        var byLength = await reranker.RerankAsync("q", Documents, cancellationToken: TestContext.Current.CancellationToken);
        reranker.OnRerank = (_, _) => throw new JinaApiException("overloaded") { IsTransient = true };

        Assert.Equal(2, byLength[0].Index);
        await Assert.ThrowsAsync<JinaApiException>(() => reranker.RerankAsync("q", Documents, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(2, reranker.Calls.Count);
    }
}
