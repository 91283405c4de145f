using System.Text.Json.Serialization;

namespace JinaSharp.Cli.Output;

/// <summary>The JSON documents that commands print; wire names are on the records.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(CopyDocument))]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(QueryDocument))]
[JsonSerializable(typeof(IndexDocument))]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(List<QueryDocument>))]
[JsonSerializable(typeof(EmbedDocument))]
[JsonSerializable(typeof(TokenizeDocument))]
[JsonSerializable(typeof(List<TokenizeDocument>))]
[JsonSerializable(typeof(PulledModelReport))]
[JsonSerializable(typeof(List<ModelDocument>))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(RerankDocument))]
[JsonSerializable(typeof(RerankItem))]
[JsonSerializable(typeof(ModelFolderDocument))]
[JsonSerializable(typeof(BenchDocument))]
[JsonSerializable(typeof(VerifyDocument))]
internal sealed partial class CliJsonContext : JsonSerializerContext;
