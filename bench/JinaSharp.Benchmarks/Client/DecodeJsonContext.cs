using System.Text.Json.Serialization;

namespace JinaSharp.Benchmarks.Client;

/// <summary>The generated JSON code of the comparison.</summary>
[JsonSerializable(typeof(DecodeBody))]
internal sealed partial class DecodeJsonContext : JsonSerializerContext;
