using System.Text.Json.Serialization;

namespace JinaSharp.Stores.Embedded.Storage;

[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(CollectionFile))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class CollectionFileContext : JsonSerializerContext;
