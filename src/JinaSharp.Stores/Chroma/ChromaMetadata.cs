using System.Text.Json;

namespace JinaSharp.Stores.Chroma;

/// <summary>The names under which this store keeps what Chroma has no place for.</summary>
internal static class ChromaMetadata
{
    /// <summary>What all our names start with; refused in payloads and collection metadata of callers.</summary>
    public const string Prefix = "jinasharp:";

    /// <summary>On a collection: the profile of its vectors.</summary>
    public const string Profile = Prefix + "profile";

    /// <summary>On a collection: the number of dimensions, which the server knows only after the first write.</summary>
    public const string Dimensions = Prefix + "dimensions";

    /// <summary>On a record: the text is null. The server can empty a text but not remove it.</summary>
    public const string NoText = Prefix + "no_text";

    /// <summary>What the names of index settings start with that older clients wrote as metadata (<c>hnsw:space</c>, <c>hnsw:M</c>).</summary>
    public const string LegacyPrefix = "hnsw:";

    /// <summary>The space that an older client asked for in the metadata; null when it asked for none.</summary>
    public static string? LegacySpace(IReadOnlyDictionary<string, JsonElement>? metadata) =>
        metadata?.GetValueOrDefault(LegacyPrefix + "space") is { ValueKind: JsonValueKind.String } space ? space.GetString() : null;

    /// <summary>The caller's own metadata of a collection, as texts; settings of the index are none.</summary>
    public static Dictionary<string, string> Own(IReadOnlyDictionary<string, JsonElement>? metadata) =>
        (metadata ?? new Dictionary<string, JsonElement>())
            .Where(entry => !entry.Key.StartsWith(Prefix, StringComparison.Ordinal) && !entry.Key.StartsWith(LegacyPrefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key, entry => entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : entry.Value.GetRawText());
}
