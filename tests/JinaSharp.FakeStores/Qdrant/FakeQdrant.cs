using System.Text.Json;
using System.Text.Json.Nodes;
using JinaSharp.FakeStores.Http;
using Microsoft.AspNetCore.Http;

namespace JinaSharp.FakeStores.Qdrant;

/// <summary>A stand-in for Qdrant 1.19: keeps points in memory, refuses what Qdrant refuses, and holds every request and answer against Qdrant's OpenAPI document.</summary>
public sealed class FakeQdrant : FakeServer
{
    private readonly QdrantContract _contract;
    private readonly Dictionary<string, FakeQdrantCollection> _collections = [];
    private readonly Dictionary<string, string> _aliases = [];
    private readonly Lock _lock = new();
    private long _operation;

    /// <summary>Creates the server; start it with <see cref="FakeServer.StartAsync"/>.</summary>
    public FakeQdrant(QdrantContract? contract = null) => _contract = contract ?? new QdrantContract();

    /// <summary>The key to ask for; null for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The largest body.</summary>
    public int MaxRequestBytes { get; init; } = 33554432;

    /// <summary>Whether collections keep metadata, as from 1.16 on.</summary>
    public bool KeepsMetadata { get; init; } = true;

    /// <summary>Whether every collection forbids filters on fields without an index, as strict mode can.</summary>
    public bool RefusesUnindexedFilters { get; init; }

    /// <summary>Told of every breach of the document.</summary>
    public Action<string>? OnBreach { get; init; }

    /// <summary>Breaches of the document so far.</summary>
    public List<string> Breaches { get; } = [];

    protected override async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var body = await ReadBodyAsync(context);
        OnRequest?.Invoke($"{context.Request.Method} {path}{context.Request.QueryString}", System.Text.Encoding.UTF8.GetString(body));
        if (path == "/")
        {
            await WriteAsync(context, 200, "application/json", """{"title":"qdrant - vector search engine","version":"1.19.0","commit":"fake"}"""u8.ToArray());
            return;
        }
        if (!path.StartsWith("/collections", StringComparison.Ordinal) && path != "/aliases")
        {
            await WriteAsync(context, 404, null, []);
            return;
        }
        if (ApiKey is not null && context.Request.Headers["api-key"] != ApiKey && context.Request.Headers.Authorization != $"Bearer {ApiKey}")
        {
            await WriteAsync(context, 401, "text/plain", "Must provide an API key or an Authorization bearer token"u8.ToArray());
            return;
        }
        var (status, answer) = Handle(context, path, body);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(answer);
        if (status == 200 && _contract.CheckAnswer(context.Request.Method, path, bytes) is { Count: > 0 } breaches) (status, bytes) = Breach("answer", context, path, breaches);
        await WriteAsync(context, status, "application/json", bytes);
    }

    private (int Status, JsonNode Answer) Handle(HttpContext context, string path, byte[] body)
    {
        if (body.Length > MaxRequestBytes) return Error(400, $"JSON payload ({body.Length} bytes) is larger than allowed (limit: {MaxRequestBytes} bytes)");
        JsonNode? json;
        try
        {
            json = body.Length == 0 ? null : JsonNode.Parse(body);
        }
        catch (JsonException e)
        {
            return Error(400, $"Format error in JSON body: {e.Message}");
        }
        if (_contract.CheckRequest(context.Request.Method, path, context.Request.Query.Keys, body) is { Count: > 0 } breaches)
        {
            var (status, bytes) = Breach("request", context, path, breaches);
            return (status, JsonNode.Parse(bytes)!);
        }
        lock (_lock)
        {
            try
            {
                return (200, new JsonObject { ["result"] = Result(context, path.Split('/', StringSplitOptions.RemoveEmptyEntries), json as JsonObject), ["status"] = "ok", ["time"] = 0.001 });
            }
            catch (FakeQdrantException e)
            {
                return Error(e.Status, e.Message);
            }
        }
    }

    private JsonNode Result(HttpContext context, string[] words, JsonObject? json)
    {
        var method = context.Request.Method;
        switch (words)
        {
            case ["collections"]:
                return new JsonObject { ["collections"] = new JsonArray([.. _collections.Keys.Select(name => new JsonObject { ["name"] = name })]) };
            case ["aliases"]:
                return new JsonObject { ["aliases"] = new JsonArray([.. _aliases.Select(alias => new JsonObject { ["alias_name"] = alias.Key, ["collection_name"] = alias.Value })]) };
            case ["collections", "aliases"]:
                return ChangeAliases(json!);
            case ["collections", var name] when method == "PUT":
                if (_collections.ContainsKey(name) || _aliases.ContainsKey(name)) throw new FakeQdrantException(409, $"Wrong input: Collection `{name}` already exists!");
                _collections[name] = new FakeQdrantCollection(json!, KeepsMetadata, RefusesUnindexedFilters);
                return true;
            case ["collections", var name] when method == "DELETE":
                return _collections.Remove(name);
            case ["collections", var name] when method == "GET":
                return Find(name).Info();
            case ["collections", var name, "exists"]:
                return new JsonObject { ["exists"] = _collections.ContainsKey(name) || _aliases.ContainsKey(name) };
            case ["collections", var name, "index"]:
                Find(name).AddIndex(json!);
                return Written(context);
            case ["collections", var name, "points"] when method == "PUT":
                Find(name).Upsert(json!["points"]!.AsArray());
                return Written(context);
            case ["collections", var name, "points"]:
                return Find(name).Retrieve(json!);
            case ["collections", var name, "points", "delete"]:
                Find(name).Delete(json!);
                return Written(context);
            case ["collections", var name, "points", "scroll"]:
                return Find(name).Scroll(json!);
            case ["collections", var name, "points", "count"]:
                return new JsonObject { ["count"] = Find(name).Count(json!) };
            case ["collections", var name, "points", "query"]:
                return new JsonObject { ["points"] = Find(name).Query(json!) };
            case ["collections", var name, "points", "query", "batch"]:
                return new JsonArray([.. json!["searches"]!.AsArray().Select(search => new JsonObject { ["points"] = Find(name).Query(search!.AsObject()) })]);
            case ["collections", var name, "points", "query", "groups"]:
                return new JsonObject { ["groups"] = Find(name).QueryGroups(json!) };
            default:
                throw new FakeQdrantException(404, "Not found");
        }
    }

    private FakeQdrantCollection Find(string name) =>
        _collections.GetValueOrDefault(_aliases.GetValueOrDefault(name, name)) ?? throw new FakeQdrantException(404, $"Not found: Collection `{name}` doesn't exist!");

    private JsonNode ChangeAliases(JsonObject json)
    {
        foreach (var action in json["actions"]!.AsArray())
        {
            if (action!["create_alias"] is { } create)
            {
                var collection = create["collection_name"]!.GetValue<string>();
                var alias = create["alias_name"]!.GetValue<string>();
                if (!_collections.ContainsKey(collection)) throw new FakeQdrantException(404, $"Not found: Collection `{collection}` doesn't exist!");
                if (_collections.ContainsKey(alias)) throw new FakeQdrantException(409, $"Wrong input: Collection `{alias}` already exists!");
                _aliases[alias] = collection;
            }
            else if (action["delete_alias"] is { } delete && !_aliases.Remove(delete["alias_name"]!.GetValue<string>()))
            {
                throw new FakeQdrantException(404, "Not found: Alias doesn't exist!");
            }
        }
        return true;
    }

    private JsonObject Written(HttpContext context) => new()
    {
        ["operation_id"] = _operation++,
        ["status"] = context.Request.Query["wait"] == "true" ? "completed" : "acknowledged",
    };

    private (int, byte[]) Breach(string what, HttpContext context, string path, IReadOnlyList<string> breaches)
    {
        var text = $"The {what} of {context.Request.Method} {path} breaks the OpenAPI document: {string.Join("; ", breaches)}";
        lock (Breaches) Breaches.Add(text);
        OnBreach?.Invoke(text);
        return (400, JsonSerializer.SerializeToUtf8Bytes(Error(400, text).Answer));
    }

    private static (int Status, JsonNode Answer) Error(int status, string text) => (status, new JsonObject { ["status"] = new JsonObject { ["error"] = text }, ["time"] = 0.0 });
}
