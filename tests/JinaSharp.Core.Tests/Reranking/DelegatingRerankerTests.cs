using Microsoft.Extensions.AI;

namespace JinaSharp.Core.Tests.Reranking;

public sealed class DelegatingRerankerTests
{
    [Fact]
    public async Task RerankAsync_TextExtension_PassesTextsInOrder()
    {
        using var inner = new Recorder();
        using var outer = new Wrapper(inner);

        var results = await outer.RerankAsync("q", ["a", "b"], new RerankOptions { TopN = 1 }, TestContext.Current.CancellationToken);

        Assert.Equal(["q", "a", "b"], inner.Seen);
        Assert.Single(results);
        Assert.Same(inner, outer.GetService<Recorder>());
        Assert.Same(outer, outer.GetService<Wrapper>());
        Assert.Null(outer.GetService<RerankerMetadata>());
    }

    [Fact]
    public void Dispose_DisposesTheInnerOne()
    {
        var inner = new Recorder();

        new Wrapper(inner).Dispose();

        Assert.True(inner.Disposed);
    }

    [Fact]
    public void Options_Clone_IsIndependent()
    {
        var options = new RerankOptions { ModelId = "m", TopN = 2, MinScore = 0, AdditionalProperties = new() { ["k"] = "v" } };

        var copy = options.Clone();
        options.TopN = 3;
        options.AdditionalProperties["k"] = "w";

        Assert.Equal((2, 0.0, "v"), (copy.TopN, copy.MinScore, copy.AdditionalProperties!["k"]));
    }

    private sealed class Wrapper(IReranker inner) : DelegatingReranker(inner);

    private sealed class Recorder : IReranker
    {
        public List<string> Seen { get; } = [];

        public bool Disposed { get; private set; }

        public Task<RerankResults> RerankAsync(
            AIContent query, IReadOnlyList<AIContent> documents, RerankOptions? options = null, CancellationToken cancellationToken = default)
        {
            Seen.AddRange(documents.Prepend(query).Select(content => ((TextContent)content).Text));
            return Task.FromResult(new RerankResults([.. documents.Take(options?.TopN ?? documents.Count).Select((d, i) => new RerankResult(i, 1 - i, d))]));
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

        public void Dispose() => Disposed = true;
    }
}
