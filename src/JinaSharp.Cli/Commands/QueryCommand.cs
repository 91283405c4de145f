using System.CommandLine;
using JinaSharp.Cli.Output;
using JinaSharp.Cli.Selection;
using JinaSharp.Pipelines;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina query TEXT</c>: finds chunks by meaning, by words, or by both.</summary>
internal static class QueryCommand
{
    private const int MaxTop = 10_000;

    private static readonly Argument<string?> Text = new("text") { Description = "What to look for; read from stdin when left out.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<int> Top = SharedOptions.Positive(
        new Option<int>("--top", "-n") { Description = "How many chunks to show.", HelpName = "N", DefaultValueFactory = _ => 10 }, MaxTop);

    private static readonly Option<string?> Where = new("--filter", "-f")
    {
        Description = "Only chunks that match, such as \"type = 'markdown' and year >= 2020\" (docs/filters.md).",
        HelpName = "EXPR",
    };

    private static readonly Option<string?> Mode = new("--mode")
    {
        Description = "dense (by vectors), keyword (by words) or hybrid (both, fused). Default: hybrid where the store can.",
        HelpName = "dense|keyword|hybrid",
    };

    public static Command Create(CliHost host)
    {
        Mode.AcceptOnlyFromAmong("dense", "keyword", "hybrid");
        var command = new Command("query", "Find what was indexed.") { Text, Top, Where, Mode };
        return command.WithCollection().WithEmbedder().Runs(host, RunAsync);
    }

    private static async Task<int> RunAsync(CliContext context)
    {
        var query = await QueryTextAsync(context);
        var filter = context.Get(Where) is { } expression ? Filter.Parse(expression) : null;
        await using var open = OpenStore.From(context, mustExist: true);
        var collection = await open.RequireCollectionAsync(context);
        if (await collection.CountAsync(cancellationToken: context.CancellationToken) == 0)
            throw new CliException($"Collection '{collection.Name}' is empty. Index something first: jina index PATH.");
        RetrievalMode? mode = context.Get(Mode) switch
        {
            "dense" => RetrievalMode.Dense,
            "keyword" => RetrievalMode.Keyword,
            "hybrid" => RetrievalMode.Hybrid,
            _ => null,
        };
        // Words are looked up as they are: no embedder, and so no key, is needed.
        using var embedder = mode == RetrievalMode.Keyword ? null : Embedder.Choose(context, collection.Definition.Vectors[0].Profile);
        var retriever = new Retriever(open.Store, collection, embedder?.Function);
        var started = context.Host.Clock.GetTimestamp();
        var used = mode ?? retriever.DefaultMode;
        var chunks = await retriever.RetrieveAsync(query, context.Get(Top), used, filter, context.CancellationToken);
        var elapsed = context.Host.Clock.GetElapsedTime(started);
        var snippets = new SnippetFinder(query);
        if (context.Json)
        {
            var document = new QueryDocument
            {
                Query = query,
                Mode = QueryDocument.ModeName(used),
                Store = open.Name,
                Collection = collection.Name,
                Model = embedder?.Model,
                Filter = filter?.ToString(),
                TookMilliseconds = Math.Round(elapsed.TotalMilliseconds, 3),
                Results = [.. chunks.Select(chunk => QueryResult.From(chunk, snippets))],
            };
            context.Output.Json(document, CliJsonContext.Default.QueryDocument);
            return ExitCodes.Ok;
        }
        if (chunks.Count == 0) context.Output.Note(filter is null ? "Nothing was found." : "Nothing was found; the filter may be too narrow.");
        else context.Output.Results(chunks, snippets, context.Host.CurrentDirectory);
        context.Output.Detail($"{QueryDocument.ModeName(used)} query, {elapsed.TotalMilliseconds:0.0} ms");
        return ExitCodes.Ok;
    }

    private static async Task<string> QueryTextAsync(CliContext context)
    {
        var text = context.Get(Text);
        if (text is null && context.Host.InIsTerminal) throw new CliException("What is to be found? Give the text: jina query \"how do I ...\"");
        text ??= (await context.Host.In.ReadToEndAsync(context.CancellationToken)).Trim();
        return string.IsNullOrWhiteSpace(text) ? throw new CliException("The query is empty; give a text to look for.") : text;
    }
}
