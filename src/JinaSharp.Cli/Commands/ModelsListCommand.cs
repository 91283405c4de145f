using System.CommandLine;
using System.Globalization;
using JinaSharp.Cli.Output;
using JinaSharp.Inference;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina models list</c>: the models that are known, what they can do, and which are on this machine.</summary>
internal static class ModelsListCommand
{
    private static readonly int[] RightAligned = [2, 3, 4];

    private static readonly Argument<string?> Text = new("TEXT") { Description = "Only models whose id has this in it.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<string?> Kind = new("--kind") { Description = "Only models of a kind: embedding, sparse, reranker or reader.", HelpName = "KIND" };

    private static readonly Option<bool> Here = new("--here") { Description = "Only models that are on this machine." };

    public static Command Create(CliHost host)
    {
        Kind.AcceptOnlyFromAmong(Enum.GetValues<ModelKind>().Select(ModelDocument.NameOf).ToArray());
        return new Command("list", "List the known models: dimensions, tasks, context, licence, and whether they are here.") { Text, Kind, Here }.Runs(host, RunAsync);
    }

    private static Task<int> RunAsync(CliContext context)
    {
        var hub = ModelHubOptions.FromEnvironment(context.Host.GetVariable);
        var models = ModelCatalog.All
            .Where(card => context.Get(Text) is not { } text || card.Id.Contains(text, StringComparison.OrdinalIgnoreCase))
            .Where(card => context.Get(Kind) is not { } kind || ModelDocument.NameOf(card.Kind) == kind)
            .Select(card => ModelDocument.From(card, Locate(card, hub)))
            .Where(model => !context.Get(Here) || model.BuiltIn || model.Folder is not null)
            .ToList();
        // What was pulled and is not in the catalogue; of no known kind.
        if (context.Get(Kind) is null)
            models.AddRange(ModelLocator.ListPulled(hub)
                .Where(pulled => context.Get(Text) is not { } text || pulled.Key.Contains(text, StringComparison.OrdinalIgnoreCase))
                .Where(pulled => models.TrueForAll(model => $"jinaai/{model.Id}" != pulled.Key))
                .Select(pulled => ModelDocument.Unknown(pulled.Key, pulled.Value)));
        if (context.Json)
        {
            context.Output.Json(models, CliJsonContext.Default.ListModelDocument);
            return Task.FromResult(ExitCodes.Ok);
        }
        if (models.Count == 0) context.Output.Note("No known model is like that. Every id works all the same where a service or a folder has it.");
        else foreach (var line in Draw(models)) context.Output.Line(line);
        return Task.FromResult(ExitCodes.Ok);
    }

    // The built-in embedder is no model of a hub.
    private static string? Locate(ModelCard card, ModelHubOptions hub) =>
        card.Id == LexicalEmbeddingGenerator.ModelId ? null : ModelLocator.Find($"jinaai/{card.Id}", hub);

    // One line a model, never wrapped, so that 'grep' and 'cut' work on it; the columns that vary most come last.
    private static IEnumerable<string> Draw(IReadOnlyList<ModelDocument> models)
    {
        List<string[]> rows = [["MODEL", "KIND", "PARAMS", "TOKENS", "DIMENSIONS", "USE", "LICENCE", "INPUT"], .. models.Select(Row)];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return rows.Select(row => string.Join("  ", row.Select((cell, column) => RightAligned.Contains(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
    }

    private static string[] Row(ModelDocument model) =>
    [
        model.Id,
        model.Kind,
        Count(model.Parameters),
        model.ContextLength is { } context ? context.ToString("N0", CultureInfo.InvariantCulture) : "-",
        Dimensions(model),
        (model.BuiltIn, model.InApi, model.Folder is not null) switch
        {
            (true, _, _) => "built in",
            (_, true, true) => "api, here",
            (_, true, false) => "api",
            (_, false, true) => "here",
            _ => "download",
        },
        model.License ?? "-",
        model.Modalities.Count == 0 ? "-" : string.Join(", ", model.Modalities),
    ];

    private static string Dimensions(ModelDocument model) => (model.Dimensions, model.MinDimensions) switch
    {
        (null, _) => "-",
        ({ } most, { } least) when least < most => string.Create(CultureInfo.InvariantCulture, $"{least}-{model.MaxDimensions ?? most}"),
        ({ } most, _) => most.ToString(CultureInfo.InvariantCulture),
    };

    private static string Count(long? parameters) => parameters switch
    {
        null => "-",
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{parameters / 1e9:0.0}B"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{parameters / 1e6:0}M"),
    };
}
