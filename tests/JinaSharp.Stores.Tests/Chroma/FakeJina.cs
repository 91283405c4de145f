using System.Text.Json;
using JinaSharp.TestSupport;

namespace JinaSharp.Stores.Tests.Chroma;

/// <summary>A stand-in for the Jina API that the JavaScript client can call: vectors depend only on the text, and every request is kept.</summary>
internal sealed class FakeJina : IAsyncDisposable
{
    private readonly LoopbackServer _server;
    private readonly List<JsonElement> _requests = [];

    public FakeJina() =>
        _server = LoopbackServer.Start(async (context, text) =>
        {
            using var body = JsonDocument.Parse(text);
            lock (_requests) _requests.Add(body.RootElement.Clone());
            var dimensions = body.RootElement.TryGetProperty("dimensions", out var wanted) ? wanted.GetInt32() : 8;
            var data = body.RootElement.GetProperty("input").EnumerateArray()
                .Select((input, index) => new Dictionary<string, object> { ["object"] = "embedding", ["index"] = index, ["embedding"] = Embed(input.GetString()!, dimensions) });
            context.Response.ContentType = "application/json";
            await JsonSerializer.SerializeAsync(context.Response.Body, new Dictionary<string, object> { ["data"] = data.ToArray(), ["model"] = "m" });
        });

    public string Url => _server.Address + "/";

    public IReadOnlyList<JsonElement> Requests
    {
        get
        {
            lock (_requests) return [.. _requests];
        }
    }

    public static float[] Embed(string text, int dimensions)
    {
        var vector = new float[dimensions];
        for (var i = 0; i < text.Length; i++) vector[(text[i] * 31 % 97) % dimensions] += 1;
        var length = MathF.Sqrt(vector.Sum(value => value * value));
        return length == 0 ? vector : [.. vector.Select(value => value / length)];
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
