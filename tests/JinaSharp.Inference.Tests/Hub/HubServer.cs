using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JinaSharp.TestSupport.Hub;

/// <summary>Plays a model hub and its content server, two origins on this machine, with one model.</summary>
internal sealed class HubServer : IAsyncDisposable
{
    public const string Model = "jinaai/tiny";

    private readonly WebApplication _hub;
    private readonly WebApplication _content;

    private HubServer()
    {
        _hub = Create(AnswerAsync);
        _content = Create(AnswerContentAsync);
    }

    /// <summary>The files of the model.</summary>
    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>The files in large-file storage, which is the content server.</summary>
    public HashSet<string> LargeFiles { get; } = [];

    public string Commit { get; set; } = "1111111111111111111111111111111111111111";

    /// <summary>Whether the model's description has sizes and hashes.</summary>
    public bool Describes { get; set; } = true;

    /// <summary>Whether there is a tree to list.</summary>
    public bool HasTree { get; set; }

    /// <summary>Whether files carry tags that are hashes; otherwise they are tagged with <see cref="Tag"/>.</summary>
    public bool PublishesHashes { get; set; } = true;

    public string? Tag { get; set; } = "v1";

    /// <summary>Whether a part of a file can be asked for.</summary>
    public bool HasRanges { get; set; } = true;

    /// <summary>Answers a request instead of the server when it returns true.</summary>
    public Func<HttpContext, Task<bool>>? Intercept { get; set; }

    /// <summary>How much of an unfinished file the other side has.</summary>
    public Func<string, long>? ArrivedLength { get; set; }

    public ConcurrentQueue<HubRequest> Requests { get; } = new();

    public Uri Address => new(_hub.Urls.First());

    public Uri ContentAddress => new(_content.Urls.First());

    public IEnumerable<HubRequest> Downloads => Requests.Where(request => request.Method == "GET" && (request.ToContentServer || request.Path.Contains("/resolve/", StringComparison.Ordinal)));

    public static async Task<HubServer> StartAsync()
    {
        var server = new HubServer();
        await server._hub.StartAsync();
        await server._content.StartAsync();
        return server;
    }

    public byte[] Add(string path, int size, bool large = false)
    {
        var content = new byte[size];
        new Random(path.Length * 7919 + size).NextBytes(content);
        Files[path] = content;
        if (large) LargeFiles.Add(path);
        return content;
    }

    public void Add(string path, string content) => Files[path] = Encoding.UTF8.GetBytes(content);

    /// <summary>A small model: configuration, tokenizer, weights of 300,000 bytes in large-file storage, and files that nobody needs.</summary>
    public void AddModel()
    {
        Add("config.json", """{"model_type":"bert"}""");
        Add("tokenizer.json", "{}");
        Add("1_Pooling/config.json", "{}");
        Add("README.md", "Read me.");
        Add("onnx/config.json", "{}");
        Add("pytorch_model.bin", 1000, large: true);
        Add("model.safetensors", 300_000, large: true);
    }

    /// <summary>Sends the first bytes of a file, then drops the connection; what <paramref name="meanwhile"/> changes is changed before anybody can ask again.</summary>
    public async Task CutAsync(HttpContext context, string path, int after, Action? meanwhile = null)
    {
        var content = Files[path];
        var start = Start(context, content.Length);
        context.Response.StatusCode = start > 0 ? 206 : 200;
        if (start > 0) context.Response.Headers.ContentRange = $"bytes {start}-{content.Length - 1}/{content.Length}";
        context.Response.ContentLength = content.Length - start;
        if (!LargeFiles.Contains(path)) context.Response.Headers.ETag = $"\"{TagOf(path)}\"";
        await context.Response.Body.WriteAsync(content.AsMemory(start, after));
        await context.Response.Body.FlushAsync();
        // What was sent has to arrive before the connection is reset.
        var waited = Stopwatch.StartNew();
        while (ArrivedLength is null ? waited.ElapsedMilliseconds < 100 : ArrivedLength(path) < start + after && waited.Elapsed < TimeSpan.FromSeconds(10)) await Task.Delay(5);
        meanwhile?.Invoke();
        context.Abort();
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _content.DisposeAsync();
    }

    public static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static WebApplication Create(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(answer);
        return app;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Record(context, toContentServer: false);
        if (Intercept is not null && await Intercept(context)) return;
        var path = context.Request.Path.Value!;
        var file = path.StartsWith($"/{Model}/resolve/{Commit}/", StringComparison.Ordinal) ? path[$"/{Model}/resolve/{Commit}/".Length..] : null;
        if (path.StartsWith($"/api/models/{Model}/revision/", StringComparison.Ordinal))
        {
            await WriteAsync(context, Description());
        }
        else if (HasTree && path == $"/api/models/{Model}/tree/{Commit}")
        {
            await WriteTreeAsync(context);
        }
        else if (file is not null && Files.TryGetValue(file, out var content))
        {
            context.Response.Headers["X-Repo-Commit"] = Commit;
            if (!LargeFiles.Contains(file))
            {
                context.Response.Headers.ETag = Tag is null ? default : $"\"{TagOf(file)}\"";
                await SendAsync(context, content);
                return;
            }
            context.Response.StatusCode = 302;
            context.Response.Headers["X-Linked-ETag"] = $"\"{TagOf(file)}\"";
            context.Response.Headers["X-Linked-Size"] = content.Length.ToString(CultureInfo.InvariantCulture);
            context.Response.Headers.Location = $"{ContentAddress}blobs/{file}?signature=secret-signature";
        }
        else
        {
            context.Response.StatusCode = 404;
            context.Response.Headers["X-Error-Code"] = file is null ? "RepoNotFound" : "EntryNotFound";
        }
    }

    private async Task AnswerContentAsync(HttpContext context)
    {
        Record(context, toContentServer: true);
        if (Intercept is not null && await Intercept(context)) return;
        context.Response.Headers.ETag = "\"content-server-tag\"";
        await SendAsync(context, Files[context.Request.Path.Value!["/blobs/".Length..]]);
    }

    private string TagOf(string file) => !PublishesHashes ? Tag! : LargeFiles.Contains(file) ? Sha256(Files[file]) : BlobId(Files[file]);

    private void Record(HttpContext context, bool toContentServer)
    {
        string? Header(string name) => context.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;
        Requests.Enqueue(new HubRequest(toContentServer, context.Request.Method, context.Request.Path.Value!, Header("Range"), Header("If-Range"), Header("Authorization")));
    }

    private async Task SendAsync(HttpContext context, byte[] content)
    {
        var start = Start(context, content.Length);
        if (start > 0)
        {
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {start}-{content.Length - 1}/{content.Length}";
        }
        context.Response.ContentLength = content.Length - start;
        if (context.Request.Method != "HEAD") await context.Response.Body.WriteAsync(content.AsMemory(start));
    }

    private int Start(HttpContext context, int length)
    {
        var range = context.Request.Headers.Range.ToString();
        var ifRange = context.Request.Headers.IfRange.ToString();
        if (!HasRanges || range.Length == 0 || (ifRange.Length > 0 && ifRange != $"\"{Tag}\"")) return 0;
        return Math.Min(int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture), length);
    }

    private JsonObject Description() => new()
    {
        ["id"] = Model,
        ["sha"] = Commit,
        ["siblings"] = new JsonArray([.. Files.Select(file =>
        {
            var sibling = new JsonObject { ["rfilename"] = file.Key };
            if (!Describes) return sibling;
            sibling["size"] = file.Value.Length;
            sibling["blobId"] = LargeFiles.Contains(file.Key) ? new string('a', 40) : BlobId(file.Value);
            if (LargeFiles.Contains(file.Key)) sibling["lfs"] = new JsonObject { ["sha256"] = Sha256(file.Value), ["size"] = file.Value.Length, ["pointerSize"] = 134 };
            return sibling;
        })]),
    };

    // One entry a page.
    private async Task WriteTreeAsync(HttpContext context)
    {
        var page = context.Request.Query.TryGetValue("cursor", out var cursor) ? int.Parse(cursor.ToString(), CultureInfo.InvariantCulture) : 0;
        var (path, content) = Files.ElementAt(page);
        var entry = new JsonObject { ["type"] = "file", ["path"] = path, ["size"] = content.Length, ["oid"] = BlobId(content) };
        if (LargeFiles.Contains(path)) entry["lfs"] = new JsonObject { ["oid"] = Sha256(content), ["size"] = content.Length };
        if (page + 1 < Files.Count) context.Response.Headers.Link = $"<{Address}api/models/{Model}/tree/{Commit}?recursive=true&cursor={page + 1}>; rel=\"next\"";
        await WriteAsync(context, new JsonArray(entry));
    }

    private static Task WriteAsync(HttpContext context, JsonNode body)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString());
    }

#pragma warning disable CA5350 // Git names its objects by SHA-1.
    private static string BlobId(byte[] content) => Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));
#pragma warning restore CA5350
}
