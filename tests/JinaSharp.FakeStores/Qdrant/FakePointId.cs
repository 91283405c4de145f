using System.Text.Json;
using System.Text.Json.Nodes;

namespace JinaSharp.FakeStores.Qdrant;

/// <summary>An unsigned integer or a UUID; integers come first in order.</summary>
internal readonly record struct FakePointId(ulong? Number, Guid Uuid) : IComparable<FakePointId>
{
    public static FakePointId Read(JsonNode node)
    {
        if (node.GetValueKind() == JsonValueKind.Number) return new FakePointId(node.GetValue<JsonElement>().GetUInt64(), default);
        var text = node.GetValue<string>();
        return Guid.TryParse(text, out var uuid)
            ? new FakePointId(null, uuid)
            : throw new FakeQdrantException(400, $"Format error in JSON body: value {text} is not a valid point ID, valid values are either an unsigned integer or a UUID");
    }

    public JsonNode Write() => Number is { } number ? JsonValue.Create(number) : JsonValue.Create(Uuid.ToString("D"));

    public int CompareTo(FakePointId other) => (Number, other.Number) switch
    {
        ({ } left, { } right) => left.CompareTo(right),
        (not null, null) => -1,
        (null, not null) => 1,
        _ => string.CompareOrdinal(Uuid.ToString("D"), other.Uuid.ToString("D")),
    };
}
