using JinaSharp.Client.Batching;
using JinaSharp.Client.Embeddings;
using JinaSharp.Testing;
using JinaSharp.Wire;

namespace JinaSharp.Client.Tests.Batching;

public sealed class LateChunkWindowsTests
{
    [Fact]
    public void Plan_AnyChunks_TakesEachOnceInOrderWithinTheLimits()
    {
        var random = new Random(9);
        for (var round = 0; round < 500; round++)
        {
            var chunks = Enumerable.Range(0, random.Next(1, 60)).Select(i => new EmbeddingInput(i, new InputItem(InputKind.PlainText, "x"), random.Next(1, 400), 10)).ToList();
            var limit = random.Next(50, 2000);
            var items = random.Next(1, 30);

            var windows = LateChunkWindows.Plan(chunks, limit, items, static raw => raw);

            Assert.Equal(Enumerable.Range(0, chunks.Count), windows.SelectMany(static window => window.Kept).Select(static input => input.Index));
            Assert.All(windows, window => Assert.True(window.RawTokens <= limit || window.Items.Count == 1));
            Assert.All(windows, window => Assert.InRange(window.Items.Count, 1, items));
            Assert.All(windows, static window => Assert.NotEmpty(window.Kept));
            foreach (var window in windows) Assert.Equal(Enumerable.Range(window.Items[0].Index, window.Items.Count), window.Items.Select(static input => input.Index));
        }
    }

    [Fact]
    public async Task GenerateAsync_DocumentThatFits_IsOneRequest()
    {
        await using var fake = await FakeFixture.StartAsync(static options => options.MaxItemsPerRequest = 8);
        string[] chunks = ["one", "two", "three"];

        var embeddings = await fake.Client.GenerateAsync(chunks, new JinaEmbeddingOptions { ModelId = "jina-embeddings-v3", LateChunking = true, Dimensions = 32 });

        Assert.Equal(1, fake.Server.RequestCount);
        Assert.Equal(FakeVectors.Create("two", "jina-embeddings-v3", 32, context: "onetwothree"), embeddings[1].Vector.ToArray());
    }

    [Fact]
    public async Task GenerateAsync_DocumentBeyondTheContext_IsCutIntoOverlappingWindows()
    {
        await using var fake = await FakeFixture.StartAsync();
        // 60 chunks of about 500 tokens: nearly four contexts of 8192.
        var chunks = Enumerable.Range(0, 60).Select(static i => $"{i:D4} " + new string('x', 2000)).ToArray();

        var embeddings = await fake.Client.GenerateAsync(chunks, new JinaEmbeddingOptions { ModelId = "jina-embeddings-v3", LateChunking = true, Dimensions = 16 });

        Assert.Equal(60, embeddings.Count);
        Assert.All(embeddings, static e => Assert.Equal(16, e.Vector.Length));
        Assert.InRange(fake.Server.RequestCount, 5, 8);
    }

    [Fact]
    public async Task GenerateAsync_EstimateTooLow_FallsBackToSmallerWindows()
    {
        // The counter claims a tenth of what the server counts, so the first try is refused.
        await using var fake = await FakeFixture.StartAsync(static options => options.TokenCounter = new TenthOfTheTokens());
        var chunks = Enumerable.Range(0, 30).Select(static i => $"{i:D4} " + new string('x', 2000)).ToArray();

        var embeddings = await fake.Client.GenerateAsync(chunks, new JinaEmbeddingOptions { ModelId = "jina-embeddings-v3", LateChunking = true, Dimensions = 16 });

        Assert.Equal(30, embeddings.Count);
        Assert.All(embeddings, static e => Assert.Equal(16, e.Vector.Length));
    }

    private sealed class TenthOfTheTokens : ITokenCounter
    {
        public int CountTokens(ReadOnlySpan<char> text) => text.Length / 40;

        public IReadOnlyList<TokenSpan> GetTokenSpans(string text) => [];
    }
}
