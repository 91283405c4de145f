using System.Text.Json.Serialization;

namespace JinaSharp.Stores.Chroma;

/// <summary>The records of Chroma's protocol.</summary>
[JsonSerializable(typeof(ChromaCollectionWire))]
[JsonSerializable(typeof(List<ChromaCollectionWire>))]
[JsonSerializable(typeof(ChromaPreflightWire))]
[JsonSerializable(typeof(ChromaErrorWire))]
internal sealed partial class ChromaJson : JsonSerializerContext;
