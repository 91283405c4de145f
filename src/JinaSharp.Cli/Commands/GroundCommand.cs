using System.CommandLine;
using System.Text.Json.Nodes;
using JinaSharp.Cli.Input;
using JinaSharp.Cli.Output;
using JinaSharp.Cli.Selection;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina ground STATEMENT</c>: checks a statement against the web.</summary>
internal static class GroundCommand
{
    private static readonly Argument<string[]> Statement = new("statement") { Description = "The statement; the text of stdin when left out.", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<string[]> Site = new("--site") { Description = "Only these sites count; can be repeated.", HelpName = "HOST" };

    private static readonly Option<bool> NoCache = new("--no-cache") { Description = "Check afresh." };

    public static Command Create(CliHost host) =>
        new Command("ground", "Check a statement against the web. Slow; the service no longer documents it.") { Statement, Site, NoCache, SharedOptions.BaseUrl }.Runs(host, RunAsync);

    private static async Task<int> RunAsync(CliContext context)
    {
        var statement = await PipedTexts.ReadJoinedAsync(context, context.Get(Statement), "No statement was given.");
        using var client = ApiClients.Create(context, static (options, address) => options.GroundingUrl = address);
        var result = await client.Grounding.GroundAsync(statement, context.Get(Site), context.Get(NoCache), context.CancellationToken);
        if (context.Json)
        {
            context.Output.Json(new JsonObject
            {
                ["factuality"] = result.Factuality,
                ["result"] = result.Result,
                ["reason"] = result.Reason,
                ["references"] = new JsonArray([.. result.References.Select(static reference => new JsonObject { ["url"] = reference.Url, ["keyQuote"] = reference.KeyQuote, ["isSupportive"] = reference.IsSupportive })]),
                ["usage"] = new JsonObject { ["tokens"] = result.Tokens ?? 0 },
            });
            return ExitCodes.Ok;
        }
        context.Output.Line($"{(result.Result ? "true" : "false")}\t{result.Factuality:0.00}");
        context.Output.Line(TerminalText.Escape(result.Reason, keepNewlines: true));
        foreach (var reference in result.References)
            context.Output.Line(TerminalText.Columns($"{(reference.IsSupportive ? "+" : "-")} {reference.Url}", reference.KeyQuote));
        return ExitCodes.Ok;
    }
}
