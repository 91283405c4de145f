using System.Text.Json;

namespace JinaSharp.Embeddings;

/// <summary>The JSON form of <see cref="JinaEmbeddingConfiguration"/>, as Chroma's schema <c>jina</c> 1.0.0 has it, and its overlay for queries.</summary>
internal static class JinaEmbeddingConfigurationJson
{
    public static JinaEmbeddingConfiguration Read(JsonElement config)
    {
        if (config.ValueKind != JsonValueKind.Object) throw new FormatException($"The configuration of an embedding function must be an object; it is {Describe(config)}.");
        var unknown = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var result = Apply(new JinaEmbeddingConfiguration { ModelName = "" }, config.EnumerateObject().Select(field => (field.Name, field.Value)), unknown);
        if (result.ModelName.Length == 0) throw new FormatException("The configuration of the embedding function has no 'model_name'.");
        return result with { UnknownFields = unknown };
    }

    /// <summary>The configuration of queries.</summary>
    public static JinaEmbeddingConfiguration Overlay(JinaEmbeddingConfiguration configuration)
    {
        var unknown = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        return Apply(configuration, configuration.QueryOverrides.Select(field => (field.Key, field.Value)), unknown);
    }

    public static JinaEmbeddingOptions ToOptions(JinaEmbeddingConfiguration configuration) => new()
    {
        ModelId = configuration.ModelName,
        Dimensions = configuration.Dimensions,
        Task = configuration.Task,
        LateChunking = configuration.LateChunking,
        Truncate = configuration.Truncate,
        Normalized = configuration.Normalized,
        EmbeddingType = configuration.EmbeddingType switch
        {
            null or "float" or "base64" => null,
            "binary" => EmbeddingType.Binary,
            "ubinary" => EmbeddingType.UBinary,
            var other => throw new FormatException($"The embedding_type '{other}' is unknown; expected float, base64, binary or ubinary."),
        },
    };

    public static IReadOnlyDictionary<string, JsonElement> TaskOverride(EmbeddingTask task)
    {
        using var document = JsonDocument.Parse($"\"{JsonEncodedText.Encode(task.Value)}\"");
        return new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["task"] = document.RootElement.Clone() };
    }

    public static void Write(Utf8JsonWriter writer, JinaEmbeddingConfiguration configuration)
    {
        writer.WriteStartObject();
        writer.WriteString("api_key_env_var", configuration.ApiKeyVariable);
        writer.WriteString("model_name", configuration.ModelName);
        writer.WriteString("task", configuration.Task?.Value);
        WriteFlag(writer, "late_chunking", configuration.LateChunking);
        WriteFlag(writer, "truncate", configuration.Truncate);
        if (configuration.Dimensions is { } dimensions) writer.WriteNumber("dimensions", dimensions);
        else writer.WriteNull("dimensions");
        writer.WriteString("embedding_type", configuration.EmbeddingType);
        WriteFlag(writer, "normalized", configuration.Normalized);
        writer.WritePropertyName("query_config");
        if (configuration.QueryOverrides.Count == 0) writer.WriteNullValue();
        else
        {
            writer.WriteStartObject();
            WriteFields(writer, configuration.QueryOverrides);
            writer.WriteEndObject();
        }
        WriteFields(writer, configuration.UnknownFields);
        writer.WriteEndObject();
    }

    private static JinaEmbeddingConfiguration Apply(
        JinaEmbeddingConfiguration start, IEnumerable<(string Name, JsonElement Value)> fields, Dictionary<string, JsonElement> unknown)
    {
        foreach (var (name, value) in fields)
            start = name switch
            {
                "api_key_env_var" => start with { ApiKeyVariable = Text(name, value) ?? start.ApiKeyVariable },
                "model_name" or "model" => start with { ModelName = Text(name, value) ?? "" },
                "task" => start with { Task = Text(name, value) is { } task ? new EmbeddingTask(task) : default(EmbeddingTask?) },
                "late_chunking" => start with { LateChunking = Flag(name, value) },
                "truncate" => start with { Truncate = Flag(name, value) },
                "dimensions" => start with { Dimensions = Number(name, value) },
                "embedding_type" => start with { EmbeddingType = Text(name, value) },
                "normalized" => start with { Normalized = Flag(name, value) },
                "query_config" => start with { QueryOverrides = Fields(name, value) },
                _ => Keep(start, name, value),
            };
        return start;

        JinaEmbeddingConfiguration Keep(JinaEmbeddingConfiguration same, string name, JsonElement value)
        {
            unknown[name] = value.Clone();
            return same;
        }
    }

    private static string? Text(string name, JsonElement value) =>
        value.ValueKind switch { JsonValueKind.String => value.GetString(), JsonValueKind.Null => null, _ => throw Wrong(name, "a string", value) };

    private static bool? Flag(string name, JsonElement value) =>
        value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, JsonValueKind.Null => null, _ => throw Wrong(name, "true or false", value) };

    private static int? Number(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number when value.TryGetInt32(out var number) && number > 0 => number,
        _ => throw Wrong(name, "a whole number above zero", value),
    };

    private static Dictionary<string, JsonElement> Fields(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => [],
        JsonValueKind.Object => value.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.Clone(), StringComparer.Ordinal),
        _ => throw Wrong(name, "an object", value),
    };

    private static void WriteFlag(Utf8JsonWriter writer, string name, bool? value)
    {
        if (value is { } flag) writer.WriteBoolean(name, flag);
        else writer.WriteNull(name);
    }

    private static void WriteFields(Utf8JsonWriter writer, IReadOnlyDictionary<string, JsonElement> fields)
    {
        foreach (var (name, value) in fields)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }

    private static string Describe(JsonElement value) => value.ValueKind is JsonValueKind.Undefined ? "missing" : value.GetRawText() is { Length: <= 60 } raw ? raw : value.ValueKind.ToString();

    private static FormatException Wrong(string name, string expected, JsonElement found) =>
        new($"The field '{name}' of the embedding function's configuration must be {expected} or null; it is {Describe(found)}.");
}
