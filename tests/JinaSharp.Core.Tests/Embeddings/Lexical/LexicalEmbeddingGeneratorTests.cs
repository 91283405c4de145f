using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.AI;

namespace JinaSharp.Core.Tests.Embeddings.Lexical;

public sealed class LexicalEmbeddingGeneratorTests : IDisposable
{
    private readonly LexicalEmbeddingGenerator _generator = new();

    public void Dispose() => _generator.Dispose();

    [Theory]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(1024)]
    [InlineData(4096)]
    public async Task Generate_AnySize_GivesUnitLength(int dimensions)
    {
        var vector = await Embed("Semantic search for .NET", new EmbeddingGenerationOptions { Dimensions = dimensions });

        Assert.Equal(dimensions, vector.Length);
        // Each of the values is rounded to float once: far below 1e-6 over 4096 of them.
        Assert.Equal(1, TensorPrimitives.Norm<float>(vector), 1e-6);
    }

    [Theory]
    [InlineData(63)]
    [InlineData(1)]
    [InlineData(4097)]
    public async Task Generate_SizeOutOfRange_SaysTheRange(int dimensions)
    {
        var error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Embed("x", new EmbeddingGenerationOptions { Dimensions = dimensions }));

        Assert.Contains("64 to 4096", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new LexicalEmbeddingGenerator(dimensions));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \t\n")]
    [InlineData("... --- !!!")]
    public async Task Generate_NothingToEmbed_GivesZero(string text)
    {
        var vector = await Embed(text);

        Assert.All(vector, value => Assert.Equal(0, value));
        Assert.Equal(0, Dot(vector, await Embed("word")));
    }

    [Fact]
    public async Task Generate_KnownText_GivesTheSameBytesForEver()
    {
        // Stored collections hold such vectors: another value here needs another model id.
        var bytes = new List<byte>();
        foreach (var text in (string[])["The quick brown fox jumps over the lazy dog, again and again.", "Straßenbahnhaltestelle für große Züge", "東京都の天気予報は晴れです", "public static int CountWords(string inputText) => 42;"])
            bytes.AddRange(MemoryMarshal.AsBytes<float>(await Embed(text)));

        Assert.Equal(KnownDigest, Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()))[..32]);
    }

    private const string KnownDigest = "1c83a19cd1f01282d9ea2e121cad1cc3";

    [Fact]
    public async Task Generate_ManyTexts_EqualsOneByOne()
    {
        string[] texts = ["one two three", "", "Über die Brücke", "one two three", new string('z', 5000), "東京"];

        var together = await _generator.GenerateAsync(texts, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(texts.Length, together.Count);
        for (var i = 0; i < texts.Length; i++)
            Assert.Equal(await Embed(texts[i]), together[i].Vector.ToArray());
    }

    [Fact]
    public async Task Generate_WordOrder_DoesNotMatter()
    {
        Assert.Equal(await Embed("red green blue red"), await Embed("blue red red green"));
    }

    [Fact]
    public async Task Generate_Concurrently_GivesTheSame()
    {
        var texts = Enumerable.Range(0, 200).Select(i => $"text number {i} about topic {i % 7}").ToArray();
        var expected = await Task.WhenAll(texts.Select(text => Embed(text)));

        var actual = await Task.WhenAll(texts.Select(text => Task.Run(() => Embed(text))));

        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData("running shoes", "he runs in a shoe", "a glass of water")]
    [InlineData("Haustür", "die Türen des Hauses", "der Wagen fährt")]
    [InlineData("recieve pakage", "did you receive the package", "the weather is fine")]
    [InlineData("getUserName", "the name of the user", "close the window")]
    [InlineData("東京の天気", "東京都は雨の天気です", "猫が好き")]
    [InlineData("библиотека", "в библиотеке много книг", "завтра будет дождь")]
    public async Task Generate_SimilarWording_IsNearer(string query, string near, string far)
    {
        var q = await Embed(query);

        Assert.True(Dot(q, await Embed(near)) > 0.1 + Dot(q, await Embed(far)));
    }

    [Fact]
    public async Task Generate_MoreDifferentWordsThanOnePieceHolds_Works()
    {
        var text = string.Join(' ', Enumerable.Range(0, 100_000).Select(i => $"w{i:x}"));

        var vector = await Embed(text);

        Assert.Equal(1, TensorPrimitives.Norm<float>(vector), 1e-6);
    }

    [Fact]
    public async Task Generate_NotNormalized_HasTheSameDirection()
    {
        var raw = await Embed("several different words", new JinaEmbeddingOptions { Normalized = false });
        var unit = await Embed("several different words");

        Assert.True(TensorPrimitives.Norm<float>(raw) > 1.1f);
        Assert.Equal(1, TensorPrimitives.CosineSimilarity<float>(raw, unit), 1e-6);
    }

    public static TheoryData<EmbeddingGenerationOptions> Unsupported =>
    [
        new JinaEmbeddingOptions { LateChunking = true },
        new JinaEmbeddingOptions { ReturnMultiVector = true },
        new JinaEmbeddingOptions { EmbeddingType = EmbeddingType.Binary },
        new EmbeddingGenerationOptions { ModelId = "jina-embeddings-v3" },
        new EmbeddingGenerationOptions { AdditionalProperties = new() { ["late_chunking"] = true } },
    ];

    [Theory]
    [MemberData(nameof(Unsupported))]
    public async Task Generate_UnsupportedOption_IsRefused(EmbeddingGenerationOptions options)
    {
        await Assert.ThrowsAsync<NotSupportedException>(() => Embed("x", options));
    }

    [Fact]
    public async Task Generate_Tasks_GiveTheSameVector()
    {
        Assert.Equal(await Embed("a question"), await Embed("a question", new JinaEmbeddingOptions { Task = EmbeddingTask.RetrievalQuery, Truncate = true, LateChunking = false }));
    }

    [Fact]
    public async Task Generate_Usage_CountsWords()
    {
        var results = await _generator.GenerateAsync(["three little words", "getUserName", "東京都", ""], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(3 + 1 + 3, results.Usage!.InputTokenCount);
        Assert.Equal(3 + 1 + 3, results.Usage.TotalTokenCount);
    }

    [Fact]
    public void TokenSpans_CoverEachWordAndLetterOnce()
    {
        const string text = "Die getUserName 東京タワー 猫 の 1,000 😀 𠮷野";

        var spans = _generator.GetTokenSpans(text);

        Assert.Equal(["Die", "getUserName", "東", "京", "タ", "ワ", "ー", "猫", "の", "1,000", "😀", "𠮷", "野"], spans.Select(span => text.Substring(span.Start, span.Length)));
        Assert.Equal(spans.Count, _generator.CountTokens(text));
    }

    [Fact]
    public async Task Generate_Cancelled_Stops()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _generator.GenerateAsync(["x"], cancellationToken: new CancellationToken(true)));
    }

    [Fact]
    public void GetService_KnowsItsMetadataAndProfile()
    {
        Assert.Equal("jinasharp-lexical", _generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId);
        Assert.Equal("jinasharp-lexical;task=;dim=1024;float;unit", _generator.GetService<EmbeddingProfile>()!.Key);
        Assert.Same(_generator, _generator.GetService<ITokenCounter>());
    }

    private static float Dot(float[] a, float[] b) => TensorPrimitives.Dot<float>(a, b);

    private async Task<float[]> Embed(string text, EmbeddingGenerationOptions? options = null) =>
        (await _generator.GenerateAsync([text], options, TestContext.Current.CancellationToken))[0].Vector.ToArray();
}
