using System.Text.Json;
using JinaSharp.TestSupport;

namespace JinaSharp.Inference.Tests;

/// <summary>The golden rerankers from text through the public API.</summary>
public sealed class LocalRerankerGoldenTests
{
    public static TheoryData<string> Models => ["jina-reranker-v1-tiny-en", "jina-reranker-v2-base-multilingual"];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Rerank_AllDocuments_GivesOrderScoresAndLogits(string name)
    {
        var (folder, golden) = Open(name);
        using var reranker = new LocalReranker(folder);
        foreach (var item in golden.GetProperty("rerank").EnumerateArray())
        {
            string[] documents = [.. item.GetProperty("documents").EnumerateArray().Select(d => d.GetString()!)];
            var results = await reranker.RerankAsync(item.GetProperty("query").GetString()!, documents, cancellationToken: Cancel);
            var raw = await reranker.RerankAsync(item.GetProperty("query").GetString()!, documents, new RerankOptions { RawScores = true, TopN = 2 }, Cancel);

            Assert.Equal(item.GetProperty("order").EnumerateArray().Select(i => i.GetInt32()), results.Select(r => r.Index));
            foreach (var result in results) Assert.Equal(item.GetProperty("pairs")[result.Index].GetProperty("score").GetDouble(), result.Score, 1e-5);
            foreach (var result in raw) Assert.Equal(item.GetProperty("pairs")[result.Index].GetProperty("logit").GetDouble(), result.Score, 2e-5);
            Assert.Equal(Math.Min(2, documents.Length), raw.Count);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Rerank_PairTooLong_IsCutOrRefused(string name)
    {
        var (folder, golden) = Open(name);
        foreach (var item in golden.GetProperty("pair_truncated").EnumerateArray())
        {
            using var reranker = new LocalReranker(folder, new LocalRerankerOptions { MaxTokens = item.GetProperty("max_length").GetInt32(), Threads = 1 });
            string query = item.GetProperty("query").GetString()!, document = item.GetProperty("document").GetString()!;

            var cut = await reranker.RerankAsync(query, [document], new RerankOptions { Truncate = true, RawScores = true }, Cancel);

            Assert.Equal(item.GetProperty("logit").GetDouble(), cut[0].Score, 2e-5);
            var refused = await Assert.ThrowsAsync<JinaException>(() => reranker.RerankAsync(query, [document], new RerankOptions { Truncate = false }, Cancel));
            Assert.Equal("input_too_long", refused.Code);
        }
    }

    [Fact]
    public async Task Rerank_LongDocuments_TakesTheBestWindow()
    {
        var (folder, golden) = Open("jina-reranker-v2-base-multilingual");
        foreach (var item in golden.GetProperty("long_documents").EnumerateArray())
        {
            using var reranker = new LocalReranker(folder, new LocalRerankerOptions
            {
                MaxTokens = item.GetProperty("max_length").GetInt32(),
                MaxQueryTokens = item.GetProperty("max_query_length").GetInt32(),
                WindowOverlap = item.GetProperty("overlap_tokens").GetInt32(),
            });

            var results = await reranker.RerankAsync(item.GetProperty("query").GetString()!, [item.GetProperty("document").GetString()!], cancellationToken: Cancel);

            Assert.Equal(item.GetProperty("score").GetDouble(), results[0].Score, 1e-5);
            Assert.Equal(item.GetProperty("windows").EnumerateArray().Sum(w => w.GetProperty("ids").GetArrayLength()), results.Usage!.InputTokenCount);
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static (string Folder, JsonElement Golden) Open(string name)
    {
        var folder = TestPaths.Reference($"golden/models/{name}");
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "golden.json")));
        return (folder, document.RootElement.Clone());
    }
}
