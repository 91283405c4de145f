namespace JinaSharp.Core.Tests.Models;

public sealed class ModelCatalogTests
{
    [Fact]
    public void All_IdsAreUnique_AndFound()
    {
        Assert.Equal(ModelCatalog.All.Count, ModelCatalog.All.Select(card => card.Id).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(ModelCatalog.All, card => Assert.Same(card, ModelCatalog.Find(card.Id.ToUpperInvariant())));
    }

    [Theory]
    [InlineData("jinaai/jina-embeddings-v3", "jina-embeddings-v3")]
    [InlineData("JINA-CLIP-V2", "jina-clip-v2")]
    [InlineData("somebody/other-model", null)]
    [InlineData(null, null)]
    public void Find_Names(string? name, string? expected) => Assert.Equal(expected, ModelCatalog.Find(name)?.Id);

    [Fact]
    public void All_CardsAreConsistent()
    {
        Assert.All(ModelCatalog.All, card =>
        {
            Assert.Equal(card.MatryoshkaDimensions.Order(), card.MatryoshkaDimensions);
            Assert.Equal(card.MinDimensions is null, card.MaxDimensions is null);
            if (card.MatryoshkaDimensions.Count > 0)
            {
                Assert.Equal(card.Dimensions, card.MatryoshkaDimensions[^1]);
                Assert.InRange(card.MatryoshkaDimensions[0], card.MinDimensions!.Value, card.MaxDimensions!.Value);
            }
            if (card.Kind == ModelKind.Embedding) Assert.NotNull(card.Dimensions);
            foreach (var task in (EmbeddingTask?[])[card.DefaultTask, card.QueryTask, card.DocumentTask])
                if (task is { } known) Assert.Contains(known, card.Tasks);
            Assert.True(card.QueryTask?.IsQuery ?? true);
            Assert.True(card.DocumentTask?.IsPassage ?? true);
            Assert.Equal(card.MultiVector == MultiVectorSupport.None, card.MultiVectorDimensions is null);
        });
    }

    [Theory]
    [InlineData("jina-embeddings-v3", 1025, "1 to 1024")]
    [InlineData("jina-embeddings-v5-text-nano", 1024, "1 to 768")]
    [InlineData("jina-embeddings-v2-base-en", 512, "768 dimensions only")]
    [InlineData("jina-colbert-v2", 100, "64, 96, 128")]
    [InlineData("jinasharp-lexical", 32, "64 to 4096")]
    public void EnsureSupports_Dimensions_OutOfRange(string model, int dimensions, string expected)
    {
        var error = Assert.Throws<ArgumentException>(() => ModelCatalog.Find(model)!.EnsureSupports(new JinaEmbeddingOptions { Dimensions = dimensions }));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(model, error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, JinaEmbeddingOptions, string> Refused => new()
    {
        { "jina-embeddings-v3", new() { Task = EmbeddingTask.Clustering }, "separation" },
        { "jina-embeddings-v5-text-small", new() { Task = EmbeddingTask.Separation }, "clustering" },
        { "jina-embeddings-v2-base-en", new() { Task = EmbeddingTask.RetrievalQuery }, "no tasks" },
        { "jina-code-embeddings-1.5b", new() { Task = EmbeddingTask.RetrievalQuery }, "nl2code.query" },
        { "jina-embeddings-v5-text-small", new() { LateChunking = true }, "jina-embeddings-v4 or jina-embeddings-v3" },
        { "jina-embeddings-v3", new() { ReturnMultiVector = true }, "jina-embeddings-v4" },
        { "jina-embeddings-v4", new() { ReturnMultiVector = true, Dimensions = 64 }, "128 dimensions a token" },
        { "jina-embeddings-v4", new() { Normalized = false }, "normalised" },
        { "jina-colbert-v2", new() { ReturnMultiVector = false }, "one vector a token" },
        { "jina-colbert-v2", new() { Truncate = true }, "cut" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void EnsureSupports_WhatTheModelLacks_IsRefused(string model, JinaEmbeddingOptions options, string expected)
    {
        var error = Assert.Throws<ArgumentException>(() => ModelCatalog.Find(model)!.EnsureSupports(options));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, JinaEmbeddingOptions?> Accepted => new()
    {
        { "jina-embeddings-v3", null },
        { "jina-embeddings-v3", new() { Task = EmbeddingTask.Separation, Dimensions = 100, LateChunking = true, Truncate = true, Normalized = false } },
        { "jina-embeddings-v4", new() { Task = EmbeddingTask.CodeQuery, ReturnMultiVector = true } },
        { "jina-code-embeddings-0.5b", new() { Task = "code2completion.passage" } },
        { "jina-colbert-v2", new() { Task = EmbeddingTask.RetrievalQuery, Dimensions = 96, ReturnMultiVector = true } },
        { "jina-embeddings-v2-base-en", new() { LateChunking = false, ReturnMultiVector = false } },
        { "jinasharp-lexical", new() { Task = "anything", Dimensions = 77 } },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void EnsureSupports_WhatTheModelHas_Passes(string model, JinaEmbeddingOptions? options) => ModelCatalog.Find(model)!.EnsureSupports(options);
}
