using System.Text.Json.Serialization;

namespace JinaSharp.Inference.Hub;

/// <summary>The JSON of hubs and of download folders; wire names are on the records.</summary>
[JsonSerializable(typeof(HubModelInfo))]
[JsonSerializable(typeof(List<HubTreeEntry>))]
[JsonSerializable(typeof(PullManifest))]
internal sealed partial class HubJsonContext : JsonSerializerContext;
