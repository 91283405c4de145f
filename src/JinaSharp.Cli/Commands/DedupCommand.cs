using System.CommandLine;
using System.Text.Json.Nodes;
using JinaSharp.Cli.Input;
using JinaSharp.Cli.Output;
using JinaSharp.Cli.Selection;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina dedup</c>: lines without those that say the same as an earlier one, or the K that best stand for all.</summary>
internal static class DedupCommand
{
    private const double DefaultThreshold = 0.9;

    private static readonly Argument<string[]> Texts = new("text") { Description = "Texts; the lines of stdin when left out.", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<double> Threshold = new("--threshold")
    {
        Description = "The cosine similarity, from 0 to 1, from which two texts say the same.",
        HelpName = "X",
        DefaultValueFactory = _ => DefaultThreshold,
    };

    private static readonly Option<int?> Keep = SharedOptions.Positive(new Option<int?>("-k", "--keep") { Description = "Print the K texts that best stand for all, in place of a threshold.", HelpName = "K" }, int.MaxValue);

    public static Command Create(CliHost host)
    {
        Threshold.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 1)) result.AddError("--threshold must be from 0 to 1.");
        });
        var command = new Command("dedup", "Leave out texts that say the same as another.") { Texts, Threshold, Keep }.WithEmbedder();
        command.Options.Add(SharedOptions.Task);
        command.Options.Add(SharedOptions.Local);
        return command.Runs(host, RunAsync);
    }

    private static async Task<int> RunAsync(CliContext context)
    {
        var texts = (await PipedTexts.ReadAsync(context, context.Get(Texts))).Where(static text => !string.IsNullOrWhiteSpace(text)).ToList();
        if (texts.Count == 0)
        {
            if (context.Json) context.Output.Json(new JsonArray());
            return ExitCodes.Ok;
        }
        using var embedder = Embedder.Choose(context);
        var options = new JinaEmbeddingOptions
        {
            Task = context.Get(SharedOptions.Task) is { Length: > 0 } task ? new EmbeddingTask(task) : (EmbeddingTask?)null,
            Dimensions = context.Get(SharedOptions.Dimensions),
        };
        var embeddings = await embedder.Generator.GenerateAsync(texts, options, context.CancellationToken);
        var vectors = embeddings.Select(static embedding => embedding.Vector).ToList();
        var kept = context.Get(Keep) is { } count ? Diversity.Representatives(vectors, count, context.CancellationToken) : Diversity.Distinct(vectors, context.Get(Threshold), context.CancellationToken);
        if (context.Json)
            context.Output.Json(new JsonArray([.. kept.Select(index => new JsonObject { ["index"] = index, ["text"] = texts[index] })]));
        else
            foreach (var index in kept) context.Output.Line(TerminalText.Line(texts[index]));
        context.Output.Note($"kept {kept.Count} of {texts.Count}");
        return ExitCodes.Ok;
    }
}
