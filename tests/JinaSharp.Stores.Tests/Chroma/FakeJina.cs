using System.Net;
using System.Text.Json;

namespace JinaSharp.Stores.Tests.Chroma;

/// <summary>A stand-in for the Jina API that the JavaScript client can call: vectors depend only on the text, and every request is kept.</summary>
internal sealed class FakeJina : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly List<JsonElement> _requests = [];

    public FakeJina()
    {
        for (var port = 20000 + (Environment.ProcessId % 20000); ; port++)
        {
            try
            {
                _listener.Prefixes.Clear();
                _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
                _listener.Start();
                Url = $"http://127.0.0.1:{port}/";
                break;
            }
            catch (HttpListenerException)
            {
                // Taken; the next one may be free.
            }
        }
        _ = Task.Run(ServeAsync);
    }

    public string Url { get; }

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

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            using var body = await JsonDocument.ParseAsync(context.Request.InputStream);
            lock (_requests) _requests.Add(body.RootElement.Clone());
            var dimensions = body.RootElement.TryGetProperty("dimensions", out var wanted) ? wanted.GetInt32() : 8;
            var data = body.RootElement.GetProperty("input").EnumerateArray()
                .Select((text, index) => new Dictionary<string, object> { ["object"] = "embedding", ["index"] = index, ["embedding"] = Embed(text.GetString()!, dimensions) });
            context.Response.ContentType = "application/json";
            await JsonSerializer.SerializeAsync(context.Response.OutputStream, new Dictionary<string, object> { ["data"] = data.ToArray(), ["model"] = "m" });
            context.Response.Close();
        }
    }
}
