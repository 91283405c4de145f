using System.Text.Json;
using System.Text.Json.Nodes;
using JinaSharp.FakeStores.Http;
using Microsoft.AspNetCore.Http;

namespace JinaSharp.FakeStores.Milvus;

/// <summary>A stand-in for Milvus 3.0 over REST: refuses as Milvus does, with HTTP 200 and a code, shows writes late unless the read is Strong, and answers creation of what exists with success.</summary>
public sealed class FakeMilvus : FakeServer
{
    private readonly Dictionary<string, FakeMilvusCollection> _collections = [];
    private readonly Dictionary<string, string> _aliases = [];
    private readonly Lock _lock = new();

    /// <summary>The key to ask for; null for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Whether JSON columns are answered as texts, as before mid-2026.</summary>
    public bool JsonAsText { get; init; }

    /// <summary>How many requests for the load state answer "loading" after a load.</summary>
    public int LoadSteps { get; init; } = 1;

    protected override async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var body = await ReadBodyAsync(context);
        OnRequest?.Invoke(path, System.Text.Encoding.UTF8.GetString(body));
        if (context.Request.Method != "POST" || !path.StartsWith("/v2/vectordb/", StringComparison.Ordinal))
        {
            await WriteAsync(context, 404, "text/plain", "404 page not found"u8.ToArray());
            return;
        }
        JsonObject answer;
        try
        {
            if (ApiKey is not null && context.Request.Headers.Authorization != $"Bearer {ApiKey}") throw new FakeMilvusException(1800, "user hasn't authenticated");
            JsonObject json;
            try
            {
                json = JsonNode.Parse(body)!.AsObject();
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                throw new FakeMilvusException(1801, "can only accept json format request");
            }
            lock (_lock) answer = Handle(path["/v2/vectordb/".Length..], json);
            answer.Insert(0, "code", 0);
        }
        catch (FakeMilvusException e)
        {
            answer = new JsonObject { ["code"] = e.Code, ["message"] = e.Message };
        }
        await WriteAsync(context, 200, "application/json; charset=utf-8", JsonSerializer.SerializeToUtf8Bytes(answer));
    }

    private JsonObject Handle(string route, JsonObject json)
    {
        var name = json["collectionName"]?.GetValue<string>() ?? "";
        switch (route)
        {
            case "collections/list":
                return Data(new JsonArray([.. _collections.Keys.Select(key => JsonValue.Create(key))]));
            case "collections/has":
                return Data(new JsonObject { ["has"] = _collections.ContainsKey(Real(name)) });
            case "collections/create":
                // Over REST the creation of a name that exists is success, and changes nothing.
                if (!_collections.ContainsKey(name)) _collections[name] = new FakeMilvusCollection(json, JsonAsText, LoadSteps);
                return Data(new JsonObject());
            case "collections/describe":
                return Data(Find(name).Describe(Real(name), _aliases.Where(alias => alias.Value == Real(name)).Select(alias => alias.Key)));
            case "collections/drop":
                _collections.Remove(name);
                return Data(new JsonObject());
            case "collections/load":
                Find(name).Load();
                return Data(new JsonObject());
            case "collections/release":
                Find(name).Release();
                return Data(new JsonObject());
            case "collections/get_load_state":
                return Data(Find(name).LoadState());
            case "indexes/create":
                Find(name).AddIndexes(json["indexParams"]!.AsArray());
                return Data(new JsonObject());
            case "partitions/create":
                Find(name).Partitions.Add(json["partitionName"]!.GetValue<string>());
                return Data(new JsonObject());
            case "partitions/list":
                return Data(new JsonArray([.. Find(name).Partitions.Select(partition => JsonValue.Create(partition))]));
            case "aliases/describe":
                var described = json["aliasName"]!.GetValue<string>();
                return _aliases.TryGetValue(described, out var target) ? Data(new JsonObject { ["aliasName"] = described, ["collectionName"] = target, ["dbName"] = "default" }) : throw new FakeMilvusException(1600, $"alias not found[database=default][alias={described}]");
            case "aliases/create":
                return SetAlias(json, name, exists: false);
            case "aliases/alter":
                return SetAlias(json, name, exists: true);
            case "aliases/drop":
                _aliases.Remove(json["aliasName"]!.GetValue<string>());
                return Data(new JsonObject());
            case "entities/upsert":
                return Find(name).Upsert(json);
            case "entities/delete":
                Find(name).Delete(json);
                return Data(new JsonObject());
            case "entities/query":
                return Find(name).Query(json);
            case "entities/search":
                return Find(name).Search(json);
            case "entities/hybrid_search":
                return Find(name).Hybrid(json);
            default:
                throw new FakeMilvusException(65535, $"unknown route {route}");
        }
    }

    private JsonObject SetAlias(JsonObject json, string collection, bool exists)
    {
        var alias = json["aliasName"]!.GetValue<string>();
        Find(collection);
        if (_aliases.ContainsKey(alias) != exists) throw new FakeMilvusException(exists ? 1600 : 1602, exists ? "alias not found" : $"{alias} is alias to another collection: alias already exist");
        _aliases[alias] = collection;
        return Data(new JsonObject());
    }

    private string Real(string name) => _aliases.GetValueOrDefault(name, name);

    private FakeMilvusCollection Find(string name) =>
        _collections.GetValueOrDefault(Real(name)) ?? throw new FakeMilvusException(100, $"can't find collection[database=default][collection={name}]");

    private static JsonObject Data(JsonNode data) => new() { ["data"] = data };
}
