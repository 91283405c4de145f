using System.CommandLine;
using System.Text.Json.Nodes;
using JinaSharp.Cli.Input;
using JinaSharp.Cli.Output;
using JinaSharp.Cli.Selection;
using JinaSharp.Client;
using Microsoft.Extensions.AI;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina classify [TEXT...] --labels A,B,C</c>: the best label of each text.</summary>
internal static class ClassifyCommand
{
    private static readonly Argument<string[]> Texts = new("text") { Description = "Texts; the lines of stdin when left out.", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<string[]> Labels = new("--labels", "-l") { Description = "The labels, with commas between; can be repeated.", HelpName = "A,B,C" };

    private static readonly Option<string?> Classifier = new("--classifier") { Description = "The id of a classifier trained before, in place of labels.", HelpName = "ID" };

    private static readonly Option<string?> Model = new("--model", "-m") { Description = "The embedding model behind it; with --local a folder or pulled model.", HelpName = "ID|DIR" };

    private static readonly Option<bool> Scores = new("--scores") { Description = "Print the score of every label." };

    public static Command Create(CliHost host) =>
        new Command("classify", "Find the label of texts.") { Texts, Labels, Classifier, Model, Scores, SharedOptions.Local, SharedOptions.BaseUrl }.Runs(host, RunAsync);

    private static async Task<int> RunAsync(CliContext context)
    {
        var labels = (context.Get(Labels) ?? [])
            .SelectMany(static list => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal).ToArray();
        var classifier = context.Get(Classifier);
        if (labels.Length > 0 == classifier is not null) throw new CliException("Give either --labels A,B,C or --classifier ID.") { ShowsUsage = true };
        if (classifier is null && labels.Length < 2) throw new CliException("There must be at least two labels: --labels good,bad");
        var texts = await PipedTexts.ReadAsync(context, context.Get(Texts));
        if (context.Get(SharedOptions.Local)) return await RunLocalAsync(context, texts, labels);
        using var client = ApiClients.Create(context, static (options, address) => options.BaseUrl = address);
        var results = classifier is null
            ? await client.Classifier.ClassifyAsync(texts, labels, context.Get(Model), context.CancellationToken)
            : await client.Classifier.ClassifyAsync(classifier, [.. texts.Select(AIContent (text) => new TextContent(text))], context.CancellationToken);
        Print(context, results, results.Usage?.TotalTokenCount ?? 0, texts);
        return ExitCodes.Ok;
    }

    /// <summary>The nearest label of each text, by the cosine similarity of embeddings made on this machine.</summary>
    private static async Task<int> RunLocalAsync(CliContext context, List<string> texts, string[] labels)
    {
        if (context.Get(Classifier) is not null) throw new CliException("--classifier names a classifier that the service keeps; --local uses no network. Give --labels in its place.");
        using var embedder = Embedder.ChooseLocal(context, context.Get(Model));
        var options = embedder.OptionsFor(EmbeddingTask.Classification);
        var sides = await embedder.Generator.GenerateAsync(labels, options, context.CancellationToken);
        var embeddings = await embedder.Generator.GenerateAsync(texts, options, context.CancellationToken);
        var results = new List<ClassificationResult>(texts.Count);
        foreach (var (index, embedding) in embeddings.Index())
        {
            var scores = labels.Select((label, i) => new LabelScore(label, VectorMath.CosineSimilarity(embedding.Vector.Span, sides[i].Vector.Span))).ToList();
            var best = scores.MaxBy(static score => score.Score);
            results.Add(new ClassificationResult(index, best.Label, best.Score, scores));
        }
        Print(context, results, (sides.Usage?.TotalTokenCount ?? 0) + (embeddings.Usage?.TotalTokenCount ?? 0), texts);
        return ExitCodes.Ok;
    }

    private static void Print(CliContext context, IReadOnlyList<ClassificationResult> results, long tokens, List<string> texts)
    {
        if (context.Json)
        {
            context.Output.Json(new JsonObject
            {
                ["usage"] = new JsonObject { ["total_tokens"] = tokens },
                ["data"] = new JsonArray([.. results.Select(result => Item(result, texts[result.Index]))]),
            });
            return;
        }
        foreach (var result in results)
            context.Output.Line(context.Get(Scores)
                ? TerminalText.Columns(string.Join(' ', result.Labels.Select(static label => $"{label.Label}={label.Score:F4}")), texts[result.Index])
                : TerminalText.Columns(result.Label, $"{result.Score:F4}", texts[result.Index]));
    }

    private static JsonObject Item(ClassificationResult result, string text) => new()
    {
        ["index"] = result.Index,
        ["text"] = text,
        ["prediction"] = result.Label,
        ["score"] = result.Score,
        ["predictions"] = new JsonArray([.. result.Labels.Select(static label => new JsonObject { ["label"] = label.Label, ["score"] = label.Score })]),
    };
}
