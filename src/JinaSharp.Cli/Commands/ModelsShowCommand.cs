using System.CommandLine;
using System.Globalization;
using JinaSharp.Cli.Output;
using JinaSharp.Cli.Selection;
using JinaSharp.Inference;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina models show DIR</c>: what is understood of a model folder.</summary>
internal static class ModelsShowCommand
{
    private const int NameWidth = 16;

    private static readonly Argument<string> Folder = new("folder") { Description = "A model's folder, or the id of a pulled model." };

    public static Command Create(CliHost host) =>
        new Command("show", "Print what is understood of a model folder.") { Folder }.Runs(host, RunAsync);

    private static Task<int> RunAsync(CliContext context)
    {
        var info = LocalModelInfo.Read(ModelFolders.Require(context.Host, context.Get(Folder)!, "a model"));
        if (context.Json) context.Output.Json(ModelFolderDocument.From(info), CliJsonContext.Default.ModelFolderDocument);
        else
            foreach (var (name, value) in Lines(info))
                if (value.Length > 0) context.Output.Wrapped($"{name,-NameWidth}{TerminalText.Escape(value)}", NameWidth);
        return Task.FromResult(ExitCodes.Ok);
    }

    private static IEnumerable<(string Name, string Value)> Lines(LocalModelInfo info) =>
    [
        ("model", info.Name),
        ("family", info.Family),
        ("kind", info.Kind),
        ("dimensions", info.Dimensions.ToString()),
        ("cut to", string.Join(", ", info.MatryoshkaDimensions)),
        ("layers", $"{info.Layers}, {info.Heads} heads of {info.HeadSize}, feed-forward {info.IntermediateSize}"),
        ("positions", info.Positions),
        ("vocabulary", $"{info.VocabularySize} rows, {info.TokenizerTokens} tokens in tokenizer.json"),
        ("context", $"{info.MaxTokens} tokens"),
        ("tasks", string.Join(", ", info.Tasks)),
        ("instructions", string.Join("; ", info.Instructions.Where(i => i.Value.Length > 0).Select(i => $"{i.Key}: '{i.Value}'"))),
        ("prompts", string.Join("; ", info.Prompts.Where(p => p.Value.Length > 0).Select(p => $"{p.Key}: '{p.Value}'"))),
        ("default prompt", info.DefaultPromptName is { } name ? $"{name}, before texts without a task" : ""),
        ("pooling", info.Pooling),
        ("weights", $"{info.Parameters.ToString("N0", CultureInfo.InvariantCulture)} parameters, {string.Join(" and ", info.ElementTypes)}, {ByteText.Format(info.FileBytes)} in {(info.Files == 1 ? "one file" : $"{info.Files} files")}"),
    ];
}
