using System.Text.Json.Nodes;

namespace JinaSharp.FakeStores.Qdrant;

/// <summary>One point: payload and vectors by name, the unnamed one under "".</summary>
internal sealed record FakePoint(FakePointId Id, JsonObject Payload, Dictionary<string, JsonNode> Vectors)
{
    public ulong Version { get; init; }
}
