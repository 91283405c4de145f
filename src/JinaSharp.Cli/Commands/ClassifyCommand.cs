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

    private static readonly Option<string?> Labels = new("--labels", "-l") { Description = "The labels, with commas between.", HelpName = "A,B,C" };

    private static readonly Option<string?> Classifier = new("--classifier") { Description = "The id of a classifier trained before, in place of labels.", HelpName = "ID" };

    private static readonly Option<string?> Model = new("--model", "-m") { Description = "The embedding model behind it.", HelpName = "ID" };

    private static readonly Option<bool> Scores = new("--scores") { Description = "Print the score of every label." };

    public static Command Create(CliHost host) =>
        new Command("classify", "Find the label of texts.") { Texts, Labels, Classifier, Model, Scores, SharedOptions.BaseUrl }.Runs(host, RunAsync);

    private static async Task<int> RunAsync(CliContext context)
    {
        var labels = (context.Get(Labels) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var classifier = context.Get(Classifier);
        if (labels.Length > 0 == classifier is not null) throw new CliException("Give either --labels A,B,C or --classifier ID.");
        if (classifier is null && labels.Length < 2) throw new CliException("There must be at least two labels: --labels good,bad");
        var texts = await PipedTexts.ReadAsync(context, context.Get(Texts), "jina classify \"a text\" --labels good,bad");
        using var client = ApiClients.Create(context, static (options, address) => options.BaseUrl = address);
        var results = classifier is null
            ? await client.Classifier.ClassifyAsync(texts, labels, context.Get(Model), context.CancellationToken)
            : await client.Classifier.ClassifyAsync(classifier, [.. texts.Select(AIContent (text) => new TextContent(text))], context.CancellationToken);
        if (context.Json)
        {
            context.Output.Json(new JsonObject
            {
                ["usage"] = new JsonObject { ["total_tokens"] = results.Usage?.TotalTokenCount ?? 0 },
                ["data"] = new JsonArray([.. results.Select(result => Item(result, texts[result.Index]))]),
            });
            return ExitCodes.Ok;
        }
        foreach (var result in results)
            context.Output.Line(context.Get(Scores)
                ? TerminalText.Columns(string.Join(' ', result.Labels.Select(static label => $"{label.Label}={label.Score:F4}")), texts[result.Index])
                : TerminalText.Columns(result.Label, $"{result.Score:F4}", texts[result.Index]));
        return ExitCodes.Ok;
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
