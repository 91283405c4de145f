using JinaSharp.Testing.Models;
using JinaSharp.TestSupport;
using Microsoft.Extensions.AI;

namespace JinaSharp.Inference.Tests;

public sealed class LocalEmbedderTests : IDisposable
{
    private readonly string _folder = TestPaths.NewTemporaryFolder();

    public LocalEmbedderTests() => SyntheticModel.WriteJinaBert(_folder, new SyntheticModel.JinaBertSizes(2, 64, 4, 128, 300), "F16");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Generate_ManyConcurrentCallsWithCancellation_EveryAnswerIsRight()
    {
        using var embedder = new LocalEmbedder(_folder, new LocalEmbedderOptions { Threads = 2, TokenBudget = 64 });
        var texts = Enumerable.Range(0, 24).Select(i => string.Join(' ', Enumerable.Range(0, 1 + i * 3).Select(w => $"w{(i * 7 + w) % 200}"))).ToArray();
        var expected = new ReadOnlyMemory<float>[texts.Length];
        for (var i = 0; i < texts.Length; i++) expected[i] = (await embedder.GenerateAsync([texts[i]], cancellationToken: Cancel))[0].Vector;
        int answered = 0, cancelled = 0;

        await Parallel.ForAsync(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancel }, async (call, _) =>
        {
            var random = new Random(call);
            var chosen = Enumerable.Range(0, random.Next(1, 9)).Select(_ => random.Next(texts.Length)).ToArray();
            using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            if (call % 4 == 0) source.CancelAfter(TimeSpan.FromMicroseconds(random.Next(3000)));
            try
            {
                var vectors = await embedder.GenerateAsync(chosen.Select(i => texts[i]), cancellationToken: source.Token);
                for (var i = 0; i < chosen.Length; i++) Assert.True(expected[chosen[i]].Span.SequenceEqual(vectors[i].Vector.Span));
                Interlocked.Increment(ref answered);
            }
            catch (OperationCanceledException) when (source.IsCancellationRequested)
            {
                Interlocked.Increment(ref cancelled);
            }
        });

        Assert.Equal(400, answered + cancelled);
        Assert.True(answered >= 300);
    }

    [Fact]
    public async Task Generate_TextsBeyondTheTrainedLength_ALiBiTakesThem()
    {
        using var embedder = new LocalEmbedder(_folder, new LocalEmbedderOptions { MaxTokens = 20_000 });
        var text = string.Join(' ', Enumerable.Range(0, 9_000).Select(i => $"w{i % 200}"));

        var result = await embedder.GenerateAsync([text], cancellationToken: Cancel);

        Assert.True(result.Usage!.InputTokenCount >= 9_002);
        Assert.All(result[0].Vector.ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public async Task Generate_DefaultPrompt_PrecedesTextsUnlessThePromptIsGiven()
    {
        async Task<float[]> Vector(string text, string? prompt = null, bool late = false)
        {
            using var embedder = new LocalEmbedder(_folder, new LocalEmbedderOptions { Prompt = prompt });
            return (await embedder.GenerateAsync([text], new JinaEmbeddingOptions { LateChunking = late ? true : null }, Cancel))[0].Vector.ToArray();
        }
        var (plain, passage, query) = (await Vector("w1 w2"), await Vector("w7 w1 w2"), await Vector("w8 w1 w2"));
        Assert.NotEqual(plain, passage);

        File.WriteAllText(Path.Combine(_folder, "config_sentence_transformers.json"), """{"prompts":{"query":"w8 ","document":"w7 "},"default_prompt_name":"document"}""");

        Assert.Equal(passage, await Vector("w1 w2"));
        Assert.Equal(passage, await Vector("w1 w2", late: true));
        Assert.Equal(query, await Vector("w1 w2", "w8 "));
        Assert.Equal(plain, await Vector("w1 w2", ""));
        Assert.Equal("document", LocalModelInfo.Read(_folder).DefaultPromptName);
    }

    [Fact]
    public async Task Generate_Disposed_NamesWhatTheUserDisposed()
    {
        var embedder = new LocalEmbedder(_folder);
        embedder.Dispose();

        Assert.Equal("JinaSharp.Inference.LocalEmbedder", (await Assert.ThrowsAsync<ObjectDisposedException>(() => embedder.GenerateAsync(["a"], cancellationToken: Cancel))).ObjectName);
    }

    [Theory]
    [InlineData(16, 16, false)]
    [InlineData(16, 15, true)]
    [InlineData(16, null, true)]
    [InlineData(null, -1, false)]
    public void New_OverlapOfWindows_MustLeaveThemRoomToAdvance(int? maxTokens, int? overlap, bool allowed)
    {
        void Open() => new LocalEmbedder(_folder, new LocalEmbedderOptions { MaxTokens = maxTokens, LateChunkingOverlap = overlap }).Dispose();

        if (allowed) Open();
        else Assert.Throws<ArgumentOutOfRangeException>(Open);
    }

    [Fact]
    public async Task Generate_NothingAndOddTexts_AreHandled()
    {
        using var embedder = new LocalEmbedder(_folder);

        Assert.Empty(await embedder.GenerateAsync([], cancellationToken: Cancel));
        var odd = await embedder.GenerateAsync(["", " ", "\ud800", "a\udc00b", "\0"], cancellationToken: Cancel);

        Assert.Equal(5, odd.Count);
        Assert.All(odd, e => Assert.Equal(1, e.Vector.ToArray().Sum(v => (double)v * v), 1e-5));
    }

    [Fact]
    public async Task Generate_OptionsTheModelLacks_AreRefused()
    {
        using var embedder = new LocalEmbedder(_folder);
        Task<ArgumentException> Refused(JinaEmbeddingOptions options) =>
            Assert.ThrowsAnyAsync<ArgumentException>(() => embedder.GenerateAsync(["w1"], options, Cancel));

        Assert.Contains("has no tasks", (await Refused(new() { Task = EmbeddingTask.RetrievalQuery })).Message, StringComparison.Ordinal);
        // Zero and less never get as far: the platform's options refuse them.
        Assert.Contains("from 1 to 64", (await Refused(new() { Dimensions = 65 })).Message, StringComparison.Ordinal);
        Assert.Contains("LocalEmbedder.Binary", (await Refused(new() { EmbeddingType = EmbeddingType.UBinary })).Message, StringComparison.Ordinal);
        Assert.Contains("MultiVectors", (await Refused(new() { ReturnMultiVector = true })).Message, StringComparison.Ordinal);
        Assert.Contains("other-model", (await Refused(new() { ModelId = "other-model" })).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => embedder.GenerateAsync(["w1", null!], cancellationToken: Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => embedder.GenerateAsync(["w1", "", "w2"], new JinaEmbeddingOptions { LateChunking = true }, Cancel));
    }

    [Fact]
    public async Task Generate_TokenizerThatDoesNotFitTheModel_IsRefusedAndOthersGoOn()
    {
        var path = Path.Combine(_folder, "tokenizer.json");
        var json = File.ReadAllText(path);
        // No special tokens around texts; then also one token far beyond the table.
        var template = json.IndexOf("\"post_processor\"", StringComparison.Ordinal);
        json = json[..template] + "\"post_processor\":null," + json[json.IndexOf("\"decoder\"", StringComparison.Ordinal)..];
        File.WriteAllText(path, json.Replace("\"w7\":", "\"w7\":99", StringComparison.Ordinal));
        Assert.Throws<ModelFormatException>(() => new LocalEmbedder(_folder));
        File.WriteAllText(path, json);
        using var embedder = new LocalEmbedder(_folder);

        Assert.Equal("input_empty", (await Assert.ThrowsAsync<JinaException>(() => embedder.GenerateAsync(["w1", ""], cancellationToken: Cancel))).Code);
        Assert.Single(await embedder.GenerateAsync(["w1"], cancellationToken: Cancel));
    }

    [Fact]
    public async Task Dispose_WithCallsInFlight_FailsThemAndReturns()
    {
        var embedder = new LocalEmbedder(_folder, new LocalEmbedderOptions { TokenBudget = 16 });
        var calls = Enumerable.Range(0, 50).Select(i => embedder.GenerateAsync([$"w{i} w1 w2 w3"], cancellationToken: Cancel)).ToArray();

        embedder.Dispose();

        foreach (var call in calls)
            try
            {
                Assert.Equal(64, (await call)[0].Vector.Length);
            }
            catch (ObjectDisposedException)
            {
                // Waited when the model went away.
            }
        await Assert.ThrowsAsync<ObjectDisposedException>(() => embedder.GenerateAsync(["w1"], cancellationToken: Cancel));
        embedder.Dispose();
    }

    [Fact]
    public void GetService_GivesFormsCounterAndMetadata()
    {
        using var embedder = new LocalEmbedder(_folder, new LocalEmbedderOptions { ModelId = "mine" });

        Assert.Equal("mine", embedder.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId);
        Assert.Equal(64, embedder.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelDimensions);
        Assert.Same(embedder, embedder.GetService<ITokenCounter>());
        Assert.Same(embedder.MultiVectors, embedder.GetService<IEmbeddingGenerator<string, MultiVectorEmbedding>>());
        Assert.Same(embedder, embedder.Bits.GetService<LocalEmbedder>());
        Assert.Equal(3, embedder.CountTokens("w1 w2 w3"));
        Assert.Equal([new TokenSpan(0, 2), new TokenSpan(3, 2)], embedder.GetTokenSpans("w1 w2"));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
