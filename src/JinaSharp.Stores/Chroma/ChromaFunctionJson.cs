using System.Text.Json;

namespace JinaSharp.Stores.Chroma;

/// <summary>The stored form of an embedding function: a union on <c>type</c>, with the nine keys of the published schema.</summary>
internal static class ChromaFunctionJson
{
    /// <summary>Writes only the keys in use: the JavaScript client forwards nulls to the Jina API.</summary>
    public static void Write(Utf8JsonWriter json, JinaEmbeddingConfiguration function)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "known"u8);
        json.WriteString("name"u8, function.FunctionName);
        json.WriteStartObject("config"u8);
        json.WriteString("api_key_env_var"u8, function.ApiKeyVariable);
        json.WriteString("model_name"u8, function.ModelName);
        if (function.Task is { } task) json.WriteString("task"u8, task.Value);
        if (function.LateChunking is { } late) json.WriteBoolean("late_chunking"u8, late);
        if (function.Truncate is { } truncate) json.WriteBoolean("truncate"u8, truncate);
        if (function.Dimensions is { } dimensions) json.WriteNumber("dimensions"u8, dimensions);
        if (function.EmbeddingType is { } type) json.WriteString("embedding_type"u8, type);
        if (function.Normalized is { } normalized) json.WriteBoolean("normalized"u8, normalized);
        if (function.QueryOverrides.Count > 0)
        {
            json.WriteStartObject("query_config"u8);
            foreach (var (name, value) in function.QueryOverrides)
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }
            json.WriteEndObject();
        }
        foreach (var (name, value) in function.UnknownFields)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Finds the function of a collection: first in its configuration, then in its schema.</summary>
    public static ChromaStoredFunction Find(ChromaCollectionWire collection)
    {
        if (TryGet(collection.Configuration, out var configured, "embedding_function")) return Read(configured);
        if (TryGet(collection.Schema, out var key, "keys", "#embedding", "float_list", "vector_index", "config", "embedding_function")) return Read(key);
        if (TryGet(collection.Schema, out var standard, "defaults", "float_list", "vector_index", "config", "embedding_function")) return Read(standard);
        return new ChromaStoredFunction(null, "", null);
    }

    /// <summary>Follows names into an object.</summary>
    public static bool TryGet(JsonElement? root, out JsonElement found, params ReadOnlySpan<string> path)
    {
        found = default;
        if (root is not { } element) return false;
        foreach (var name in path)
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return false;
        found = element;
        return element.ValueKind != JsonValueKind.Null;
    }

    private static ChromaStoredFunction Read(JsonElement stored)
    {
        if (stored.ValueKind != JsonValueKind.Object) return new ChromaStoredFunction(null, "", "the stored function is not an object");
        var type = Text(stored, "type") ?? "";
        var name = Text(stored, "name") ?? "";
        if (type == "legacy") return new ChromaStoredFunction(null, name, "its writer marked it as one that cannot be rebuilt (type 'legacy')");
        if (type != "known") return new ChromaStoredFunction(null, name, null);
        if (name is not ("jina" or "jinasharp")) return new ChromaStoredFunction(null, name, $"it is '{name}', and this store embeds only with 'jina'");
        if (!TryGet(stored, out var config, "config") || config.ValueKind != JsonValueKind.Object) return new ChromaStoredFunction(null, name, "it has no configuration");
        try
        {
            return new ChromaStoredFunction(JinaEmbeddingConfiguration.Parse(config), name, null);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or JsonException)
        {
            return new ChromaStoredFunction(null, name, $"its configuration cannot be read ({e.Message})");
        }
    }

    private static string? Text(JsonElement element, string name) => TryGet(element, out var found, name) ? found.GetString() : null;
}
