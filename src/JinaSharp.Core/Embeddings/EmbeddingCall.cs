using System.Text.Json;
using Microsoft.Extensions.AI;

namespace JinaSharp.Embeddings;

/// <summary>What a call asked for, read once from the caller's options, whether they are ours or the platform's with our names as extra properties.</summary>
internal sealed record EmbeddingCall
{
    public static EmbeddingCall Default { get; } = new();

    public string? ModelId { get; init; }

    public int? Dimensions { get; init; }

    public EmbeddingTask? Task { get; init; }

    public bool? LateChunking { get; init; }

    public bool? Truncate { get; init; }

    public bool? Normalized { get; init; }

    public EmbeddingType? EmbeddingType { get; init; }

    public bool? ReturnMultiVector { get; init; }

    /// <summary>Reads options. Properties of <see cref="JinaEmbeddingOptions"/> win over extra properties of the same meaning.</summary>
    public static EmbeddingCall Read(EmbeddingGenerationOptions? options)
    {
        if (options is null) return Default;
        var own = options as JinaEmbeddingOptions;
        var extra = options.AdditionalProperties;
        return new EmbeddingCall
        {
            ModelId = options.ModelId,
            Dimensions = options.Dimensions,
            Task = own?.Task ?? (ReadText(extra, "task") is { } task ? new EmbeddingTask(task) : default(EmbeddingTask?)),
            LateChunking = own?.LateChunking ?? ReadFlag(extra, "late_chunking"),
            Truncate = own?.Truncate ?? ReadFlag(extra, "truncate"),
            Normalized = own?.Normalized ?? ReadFlag(extra, "normalized"),
            EmbeddingType = own?.EmbeddingType ?? ReadType(extra),
            ReturnMultiVector = own?.ReturnMultiVector ?? ReadFlag(extra, "return_multivector"),
        };
    }

    private static object? Find(AdditionalPropertiesDictionary? extra, string name) =>
        extra is not null && extra.TryGetValue(name, out var value) ? value : null;

    private static string? ReadText(AdditionalPropertiesDictionary? extra, string name) => Find(extra, name) switch
    {
        null or JsonElement { ValueKind: JsonValueKind.Null } => null,
        string text => text,
        EmbeddingTask task => task.Value,
        EmbeddingType type => type.ToString(),
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString(),
        var other => throw Unreadable(name, "a text", other),
    };

    private static bool? ReadFlag(AdditionalPropertiesDictionary? extra, string name) => Find(extra, name) switch
    {
        null or JsonElement { ValueKind: JsonValueKind.Null } => null,
        bool flag => flag,
        JsonElement { ValueKind: JsonValueKind.True } => true,
        JsonElement { ValueKind: JsonValueKind.False } => false,
        var other => throw Unreadable(name, "true or false", other),
    };

    private static EmbeddingType? ReadType(AdditionalPropertiesDictionary? extra)
    {
        var text = ReadText(extra, "embedding_type");
        if (text is null) return null;
        return text.ToLowerInvariant() switch
        {
            "float" or "base64" => JinaSharp.EmbeddingType.Float,
            "binary" => JinaSharp.EmbeddingType.Binary,
            "ubinary" => JinaSharp.EmbeddingType.UBinary,
            _ => throw Unreadable("embedding_type", "'float', 'base64', 'binary' or 'ubinary'", text),
        };
    }

    private static ArgumentException Unreadable(string name, string expected, object found) =>
        new($"The option '{name}' must be {expected}; it is '{found}' ({found.GetType().Name}).");
}
