using System.Text;
using System.Text.Json;
using JinaSharp.Client.Embeddings;
using JinaSharp.Vectors;
using Microsoft.Extensions.AI;

namespace JinaSharp.Client.Tests.Embeddings;

public sealed class EmbeddingReplyTests
{
    [Fact]
    public async Task Reply_InAnotherOrder_IsPlacedByIndex()
    {
        using var test = new TestClient();
        test.Handler.Answer(TestClient.Data("embeddings-unordered.json"));

        var embeddings = await test.Client.GenerateAsync(["a", "b", "c"], new JinaEmbeddingOptions { ModelId = "jina-embeddings-v4" });

        Assert.Equal([1f, 2f, 3f], embeddings.Select(static e => e.Vector.Span[0]));
        Assert.Equal(7, embeddings.Usage!.TotalTokenCount);
        Assert.Equal(7, embeddings.Usage.InputTokenCount);
        Assert.Equal("jina-embeddings-v4", embeddings[0].ModelId);
    }

    [Fact]
    public async Task Binary_CapturedPair_DecodesToTheSameBits()
    {
        using var test = new TestClient();
        var v3 = new JinaEmbeddingOptions { ModelId = "jina-embeddings-v3" };
        test.Handler.Answer(TestClient.Data("embeddings-binary.json")).Answer(TestClient.Data("embeddings-ubinary.json"));

        var signed = await test.Client.SignedBinary.GenerateAsync(["a"], v3);
        var unsigned = await test.Client.Binary.GenerateAsync(["a"], v3);
        var bits = await test.Client.Bits.GenerateAsync(["a"], v3);

        Assert.Equal(["binary", "ubinary", "ubinary"], test.Handler.Requests.Select(static r => r.Json.GetProperty("embedding_type").GetString()));
        Assert.Equal([-78, 65, 0, 127], signed[0].Vector.ToArray());
        Assert.Equal([50, 193, 128, 255], unsigned[0].Vector.ToArray());
        // 50 = 00110010, most significant bit first.
        Assert.Equal([false, false, true, true, false, false, true, false], Enumerable.Range(0, 8).Select(i => bits[0].Vector[i]));
        Assert.Equal(32, bits[0].Dimensions);
    }

    [Fact]
    public async Task MultiVector_NumbersAndBase64_BecomeRows()
    {
        using var test = new TestClient();
        test.Handler.Answer(TestClient.Data("embeddings-multivector.json"));

        var embeddings = await test.Client.MultiVectors.GenerateAsync(["a map of", "b"], new JinaEmbeddingOptions { ModelId = "jina-embeddings-v4" });

        Assert.True(test.Handler.Requests[0].Json.GetProperty("return_multivector").GetBoolean());
        Assert.Equal((3, 2), (embeddings[0].RowCount, embeddings[0].RowDimensions));
        Assert.Equal([0.4f, -0.1f], embeddings[0].GetRow(1).ToArray());
        Assert.Equal([1f, -2f, -1f, 0f], embeddings[1].Values.ToArray());
        Assert.Equal(["a", "map", "of"], (string[])embeddings[0].AdditionalProperties![JinaCallProperties.TokenizedInput]!);
    }

    [Theory]
    [InlineData("retrieval.query", "query")]
    [InlineData("retrieval.passage", "document")]
    public async Task Colbert_Task_TravelsAsInputType(string task, string inputType)
    {
        using var test = new TestClient();
        test.Handler.Answer("""{"data":[{"object":"embeddings","index":0,"embeddings":[[1,2]]}]}""");

        await test.Client.MultiVectors.GenerateAsync(["a"], new JinaEmbeddingOptions { ModelId = "jina-colbert-v1-en", Task = task });

        Assert.Equal($$"""{"model":"jina-colbert-v1-en","input_type":"{{inputType}}","input":["a"]}""", test.Handler.Requests[0].Body);
    }

    [Fact]
    public async Task Sparse_TokenWeights_BecomeSortedPositions()
    {
        using var test = new TestClient();
        test.Handler.Answer(TestClient.Data("embeddings-sparse.json"));

        var embeddings = await test.Client.Sparse.GenerateAsync(["a"], new JinaEmbeddingOptions { ModelId = "elser-v2" });

        Assert.Equal("""{"model":"elser-v2","input":["a"]}""", test.Handler.Requests[0].Body);
        var weights = embeddings[0].Tokens!.Zip(embeddings[0].Values.ToArray()).ToDictionary(static pair => pair.First, static pair => pair.Second);
        Assert.Equal((1.5f, 0.25f), (weights["kettle"], weights["water"]));
    }

    [Fact]
    public async Task Dimensions_OtherThanAskedFor_AreAnErrorThatNamesBoth()
    {
        using var test = new TestClient();
        test.Handler.Answer(TestClient.Data("embeddings-two.json"));

        var error = await Assert.ThrowsAsync<JinaApiException>(() => test.Client.GenerateAsync(["a", "b"], new EmbeddingGenerationOptions { Dimensions = 256 }));

        Assert.Equal("wrong_dimensions", error.Code);
        Assert.Contains("256 dimensions were asked for and the server gave 2", error.Message);
    }

    [Theory]
    [InlineData("embeddings-two.json")]
    [InlineData("embeddings-unordered.json")]
    [InlineData("embeddings-base64.json")]
    [InlineData("embeddings-multivector.json")]
    [InlineData("embeddings-sparse.json")]
    public void Read_CutAtEveryByte_IsAJsonError(string file)
    {
        var json = Encoding.UTF8.GetBytes(TestClient.Data(file).TrimEnd());

        for (var length = 0; length < json.Length; length++)
        {
            var cut = json[..length];
            Assert.ThrowsAny<JsonException>(() => EmbeddingReplyReader.Read(Padded(cut)));
        }
        EmbeddingReplyReader.Read(Padded(json));
    }

    [Theory]
    [InlineData("embeddings-two.json")]
    [InlineData("embeddings-base64.json")]
    [InlineData("embeddings-multivector.json")]
    public void Read_AnyByteChanged_NeverFailsOtherwiseThanAsBadJson(string file)
    {
        var json = Encoding.UTF8.GetBytes(TestClient.Data(file));
        var random = new Random(5);

        for (var round = 0; round < 20_000; round++)
        {
            var changed = (byte[])json.Clone();
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            try
            {
                EmbeddingReplyReader.Read(Padded(changed));
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
            {
                // What the transport turns into an error answer.
            }
        }
    }

    [Fact]
    public void Read_RandomVectors_EqualThePlatformsDeserialiser()
    {
        var random = new Random(11);
        var vectors = Enumerable.Range(0, 20).Select(_ => Enumerable.Range(0, 333).Select(_ => (float)((random.NextDouble() * 2) - 1)).ToArray()).ToArray();
        var data = string.Join(",", vectors.Select((v, i) => $$"""{"object":"embedding","index":{{i}},"embedding":{{JsonSerializer.Serialize(v)}}}"""));

        var reply = EmbeddingReplyReader.Read(Padded(Encoding.UTF8.GetBytes($$"""{"data":[{{data}}]}""")));

        for (var i = 0; i < vectors.Length; i++) Assert.Equal(vectors[i], reply.Items[i].Values);
    }

    [Fact]
    public void GetService_GivesMetadataAndTheClient()
    {
        using var client = new JinaClient(TestClient.Key);

        var metadata = client.GetService<EmbeddingGeneratorMetadata>();

        Assert.Equal("jina", metadata!.ProviderName);
        Assert.Equal(new Uri("https://api.jina.ai/"), metadata.ProviderUri);
        Assert.Equal(JinaClientDefaults.EmbeddingModel, metadata.DefaultModelId);
        Assert.Same(client, client.Binary.GetService<JinaClient>());
        Assert.Same(client, client.GetService<IEmbeddingGenerator<string, Embedding<float>>>());
    }

    private static byte[] Padded(byte[] json) => [.. json, .. new byte[Utf8FloatParser.Padding]];
}
