using JinaSharp.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace JinaSharp.Core.Tests.Middleware;

/// <summary>Every order of the delegating generators gives the same vectors, never changes the caller's options, and disposes the inner generator.</summary>
public sealed class CompositionTests
{
    private static readonly Func<IEmbeddingGenerator<string, Embedding<float>>, IEmbeddingGenerator<string, Embedding<float>>>[] Layers =
    [
        inner => new BatchingEmbeddingGenerator<string, Embedding<float>>(inner, new BatchingOptions { MaxItems = 2, MaxConcurrency = 2 }),
        inner => new DeduplicatingEmbeddingGenerator<string, Embedding<float>>(inner),
        inner => new CachingEmbeddingGenerator<string, Embedding<float>>(inner, new MemoryEmbeddingCache(1 << 20), new CachingOptions { CutFromFullSize = true }),
        inner => new LoggingEmbeddingGenerator<string, Embedding<float>>(inner, NullLogger.Instance),
        inner => new TelemetryEmbeddingGenerator<string, Embedding<float>>(inner),
        inner => new RateLimitingEmbeddingGenerator<string, Embedding<float>>(inner, new RateLimitOptions { CallsPerMinute = 100_000, TokensPerMinute = 100_000 }),
    ];

    [Fact]
    public async Task EveryOrder_GivesTheSame()
    {
        string[] texts = ["a", "b", "a", "c", "d", "d", "e"];
        EmbeddingGenerationOptions?[] manyOptions =
        [
            null,
            new JinaEmbeddingOptions { Task = EmbeddingTask.RetrievalQuery },
            new JinaEmbeddingOptions { Dimensions = 32, Task = EmbeddingTask.TextMatching },
            new JinaEmbeddingOptions { LateChunking = true },
        ];
        var orders = 0;
        foreach (var order in Permute([.. Enumerable.Range(0, Layers.Length)]))
        {
            orders++;
            var inner = new FakeEmbeddingGenerator<string> { ModelId = "jina-embeddings-v3", Dimensions = 1024 };
            IEmbeddingGenerator<string, Embedding<float>> generator = inner;
            foreach (var layer in order) generator = Layers[layer](generator);
            foreach (var options in manyOptions)
            {
                var expected = inner.Answer(new(texts, options)).Select(one => one.Vector.ToArray()).ToArray();
                var before = Describe(options);
                for (var round = 0; round < 2; round++)
                {
                    var results = await generator.GenerateAsync(texts, options, TestContext.Current.CancellationToken);

                    Assert.Equal(texts.Length, results.Count);
                    for (var i = 0; i < texts.Length; i++)
                        Assert.Equal(expected[i], results[i].Vector.ToArray(), (x, y) => Math.Abs(x - y) < 1e-6);
                }
                Assert.Equal(before, Describe(options));
                // The second round is served from the cache, wherever it is.
                Assert.All(inner.Calls.GroupBy(call => string.Join(',', call.Inputs) + Describe(call.Options)), group => Assert.Single(group));
            }
            generator.Dispose();
            Assert.True(inner.IsDisposed);
        }

        Assert.Equal(720, orders);
    }

    [Fact]
    public async Task EveryOrder_AFailure_NamesTheCallersItem_AndARepeatOnlyAsksForTheRest()
    {
        string[] texts = ["a", "b", "a", "c", "bad", "d", "e"];
        foreach (var order in Permute([.. Enumerable.Range(0, Layers.Length)]))
        {
            var inner = new FakeEmbeddingGenerator<string> { ModelId = "jina-embeddings-v3", Dimensions = 16 };
            inner.OnGenerate = (call, _) => call.Inputs.ToList().IndexOf("bad") is >= 0 and var item ? throw new JinaApiException("Bad.") { ItemIndex = item } : Task.FromResult(inner.Answer(call));
            IEmbeddingGenerator<string, Embedding<float>> generator = inner;
            foreach (var layer in order) generator = Layers[layer](generator);

            var error = await Assert.ThrowsAsync<EmbeddingBatchException>(() => generator.GenerateAsync(texts, cancellationToken: TestContext.Current.CancellationToken));
            Assert.Equal([4], error.ItemIndices);
            Assert.Equal(7, error.ItemCount);
            var done = error.Completed.Keys.Select(i => texts[i]).ToHashSet();
            var calls = inner.Calls.Count;
            inner.OnGenerate = null;
            await generator.GenerateAsync(texts, cancellationToken: TestContext.Current.CancellationToken);

            Assert.Empty(done.Intersect(inner.Calls.Skip(calls).SelectMany(call => call.Inputs)));
        }
    }

    [Fact]
    public void EveryLayer_PassesServicesOn()
    {
        foreach (var layer in Layers)
        {
            using var generator = layer(new FakeEmbeddingGenerator<string>());

            Assert.Equal("fake-model", generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId);
            Assert.NotNull(generator.GetService<FakeEmbeddingGenerator<string>>());
        }
    }

    private static string Describe(EmbeddingGenerationOptions? options) =>
        options is JinaEmbeddingOptions own ? $"{own.ModelId}|{own.Dimensions}|{own.Task}|{own.LateChunking}|{own.Truncate}|{own.Normalized}|{own.AdditionalProperties?.Count}" : $"{options?.ModelId}|{options?.Dimensions}";

    private static IEnumerable<int[]> Permute(int[] items)
    {
        if (items.Length <= 1) return [items];
        return items.SelectMany(first => Permute([.. items.Where(item => item != first)]).Select(rest => (int[])[first, .. rest]));
    }
}
