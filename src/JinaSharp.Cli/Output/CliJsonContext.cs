using System.Text.Json.Serialization;

namespace JinaSharp.Cli.Output;

/// <summary>The JSON documents that commands print; wire names are on the records.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(DoctorReport))]
internal sealed partial class CliJsonContext : JsonSerializerContext;
