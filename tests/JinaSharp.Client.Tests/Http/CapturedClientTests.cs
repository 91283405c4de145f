using System.Net.Http.Json;
using System.Text.Json;
using JinaSharp.Testing;
using JinaSharp.TestSupport;

namespace JinaSharp.Client.Tests.Http;

/// <summary>Requests that the JavaScript clients of the Jina API really sent, captured beside the repository: ours say the same, and the stand-in for the API answers theirs.</summary>
public sealed class CapturedClientTests
{
    private static readonly string[] SameEverywhere = ["model", "task", "dimensions", "late_chunking", "truncate"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> ChromaFunctions { get; } =
        ["all-options", "defaults", "false-values", "unicode", "other-key-env", "unordered"];

    public static TheoryData<string> Answered { get; } =
    [
        "chroma-core-jina-all-options", "chroma-core-jina-base64", "chroma-core-jina-binary", "chroma-core-jina-ubinary", "chroma-core-jina-defaults", "chroma-core-jina-false-values", "chroma-core-jina-unicode",
        "vercel-embed-defaults", "vercel-embedmany-all-options", "vercel-embedmany-defaults", "vercel-base64", "vercel-binary", "vercel-ubinary", "vercel-multimodal", "vercel-unknown-option",
    ];

    [Theory, MemberData(nameof(ChromaFunctions))]
    public async Task ChromasFunction_ThroughOurConfiguration_AsksForTheSame(string name)
    {
        var captured = Read($"chroma-core-jina-{name}");
        var theirs = captured.GetProperty("requests")[0].GetProperty("body");
        var texts = theirs.GetProperty("input").EnumerateArray().Select(text => text.GetString()!).ToArray();
        using var answers = new RecordingHttpMessageHandler().Answer(
            JsonSerializer.Serialize(new Dictionary<string, object> { ["model"] = "m", ["data"] = texts.Select((_, index) => new Dictionary<string, object> { ["index"] = index, ["embedding"] = new float[theirs.TryGetProperty("dimensions", out var size) ? size.GetInt32() : 4] }).Reverse().ToArray() }));
        using var http = new HttpClient(answers);
        using var client = new JinaClient(new JinaClientOptions { ApiKey = "k" }, http);
        var function = JinaEmbeddingConfiguration.Parse(Configuration(captured.GetProperty("options")));

        var made = await client.GenerateAsync(texts, function.ToDocumentOptions(), Cancellation);

        using var sent = JsonDocument.Parse(answers.Requests[0].Body);
        foreach (var field in SameEverywhere) Assert.Equal(Text(theirs, field), Text(sent.RootElement, field));
        // This client says what the others leave to the service: vectors of unit length.
        Assert.Equal(Text(theirs, "normalized") ?? "True", Text(sent.RootElement, "normalized") ?? "True");
        Assert.Equal(texts, sent.RootElement.GetProperty("input").EnumerateArray().Select(text => text.ValueKind == JsonValueKind.String ? text.GetString() : text.GetProperty("text").GetString()));
        Assert.Equal(texts.Length, made.Count);
        Assert.Equal(captured.GetProperty("options").TryGetProperty("apiKeyEnvVar", out var variable) ? variable.GetString() : "JINA_API_KEY", function.ApiKeyVariable);
    }

    [Theory, MemberData(nameof(Answered))]
    public async Task TheStandInForTheApi_AnswersWhatTheyRead(string name)
    {
        await using var server = await JinaFakeServer.StartAsync();
        using var http = new HttpClient();
        foreach (var request in Read(name).GetProperty("requests").EnumerateArray())
        {
            var body = request.GetProperty("body");
            using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "v1/embeddings")) { Content = JsonContent.Create(body) };
            message.Headers.Authorization = new("Bearer", TestClient.Key);
            using var response = await http.SendAsync(message, Cancellation);

            var text = await response.Content.ReadAsStringAsync(Cancellation);
            Assert.True(response.IsSuccessStatusCode, text);
            using var answer = JsonDocument.Parse(text);
            var data = answer.RootElement.GetProperty("data");
            Assert.Equal(body.GetProperty("input").GetArrayLength(), data.GetArrayLength());
            Assert.Equal(Enumerable.Range(0, data.GetArrayLength()), data.EnumerateArray().Select(item => item.GetProperty("index").GetInt32()));
            Assert.All(data.EnumerateArray(), item => Assert.Equal("embedding", item.GetProperty("object").GetString()));
            Assert.Equal(JsonValueKind.Number, answer.RootElement.GetProperty("usage").GetProperty("total_tokens").ValueKind);
            foreach (var item in data.EnumerateArray()) CheckEmbedding(item.GetProperty("embedding"), body);
        }
    }

    [Theory]
    [InlineData("chroma-core-jina-error-401", "")]
    [InlineData("chroma-core-jina-error-nonjson", "")]
    [InlineData("vercel-error-jina-detail", "")]
    [InlineData("vercel-error-openai-form", "input is empty")]
    [InlineData("vercel-error-both-forms", "input is empty")]
    public async Task CapturedErrors_AreSaidInTheirWords(string name, string words)
    {
        var captured = Read(name);
        var first = captured.GetProperty("answers")[0];
        var body = first.GetProperty("body") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : first.GetProperty("body").GetRawText();
        using var answers = new RecordingHttpMessageHandler().Answer(body, (System.Net.HttpStatusCode)first.GetProperty("status").GetInt32(), body.StartsWith('<') ? "text/html" : "application/json");
        using var http = new HttpClient(answers);
        using var client = new JinaClient(new JinaClientOptions { ApiKey = "k", MaxRetries = 0 }, http);

        var error = await Assert.ThrowsAnyAsync<JinaException>(() => client.GenerateAsync(["x"], cancellationToken: Cancellation));

        var own = first.GetProperty("body") is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("detail", out var detail) && detail.ValueKind == JsonValueKind.String ? detail.GetString()! : words;
        Assert.Contains(own, error.Message, StringComparison.Ordinal);
    }

    private static void CheckEmbedding(JsonElement embedding, JsonElement body)
    {
        var type = Text(body, "embedding_type");
        int? dimensions = body.TryGetProperty("dimensions", out var wanted) ? wanted.GetInt32() : null;
        if (type == "base64")
        {
            Assert.Equal(dimensions * 4 ?? embedding.GetBytesFromBase64().Length, embedding.GetBytesFromBase64().Length);
            return;
        }
        var length = type is "binary" or "ubinary" ? dimensions / 8 : dimensions;
        Assert.Equal(length ?? embedding.GetArrayLength(), embedding.GetArrayLength());
        Assert.All(embedding.EnumerateArray(), number => Assert.Equal(JsonValueKind.Number, number.ValueKind));
    }

    // The stored form of the options of the JavaScript function, by its own names and defaults.
    private static JsonElement Configuration(JsonElement options)
    {
        var names = new Dictionary<string, string>
        {
            ["modelName"] = "model_name", ["task"] = "task", ["lateChunking"] = "late_chunking", ["truncate"] = "truncate", ["dimensions"] = "dimensions", ["normalized"] = "normalized",
            ["embeddingType"] = "embedding_type", ["apiKeyEnvVar"] = "api_key_env_var",
        };
        var config = new Dictionary<string, JsonElement>
        {
            ["api_key_env_var"] = JsonSerializer.SerializeToElement("JINA_API_KEY"),
            ["model_name"] = JsonSerializer.SerializeToElement("jina-clip-v2"),
        };
        foreach (var option in options.EnumerateObject()) config[names[option.Name]] = option.Value;
        return JsonSerializer.SerializeToElement(config);
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;

    private static JsonElement Read(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(TestPaths.Reference($"fixtures/clients/{name}.json")));
        return document.RootElement.Clone();
    }
}
