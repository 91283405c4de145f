using System.CommandLine;
using JinaSharp.Cli.Output;
using JinaSharp.Cli.Selection;
using JinaSharp.Pipelines;
using JinaSharp.Stores;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina demo</c>: indexes the sample corpus into a temporary store and answers six questions about it.</summary>
internal static class DemoCommand
{
    private const int HitsPerQuery = 2;

    private static readonly string[] Queries =
    [
        "how long should bread dough rise in the fridge",
        "retry a failed HTTP request with exponential backoff",
        "Wie pflege ich Tomaten im Gewächshaus?",
        "which volcano erupted in 1883",
        "qué hacer si se pierde el equipaje",
        "battery of the e-bike does not charge",
    ];

    public static Command Create(CliHost host) => new Command("demo", "Index the sample files and answer six queries: no key, no server, no download.").WithEmbedder().Runs(host, RunAsync);

    private static async Task<int> RunAsync(CliContext context)
    {
        var corpus = FindCorpus();
        var started = context.Host.Clock.GetTimestamp();
        var folder = Directory.CreateTempSubdirectory("jina-demo-");
        try
        {
            // The demo is the same for everybody; a key in the environment is no reason to spend it.
            using var embedder = Embedder.Choose(context, useKey: false);
            await using var store = new EmbeddedStore(folder.FullName);
            var progress = new IndexingProgress();
            await using (ProgressLine.Start(context, progress))
                await new FileIndexer(store, embedder.Function, new FileIndexerOptions { Collection = "demo", UseGitIgnore = false })
                    .IndexAsync([corpus], progress, embedder.TokenCounter, context.CancellationToken);
            var collection = await store.FindCollectionAsync("demo", context.CancellationToken) ?? throw new InvalidOperationException("The demo collection is missing.");
            await AnswerAsync(context, new Retriever(store, collection, embedder.Function), corpus, embedder);
            context.Output.Line($"{progress.Indexed} files, {progress.Chunks} chunks, six queries in {context.Host.Clock.GetElapsedTime(started).TotalSeconds:0.0} s.");
            context.Output.Sentence(embedder.IsLexical
                ? $"Embedder: {embedder.Model}, built in and offline. It matches wording, not meaning; for a real model set JINA_API_KEY (https://jina.ai/?sui=apikey), or download one: jina models pull jinaai/jina-embeddings-v2-small-en."
                : $"Embedder: {embedder.Model}.");
            context.Output.Line("Now your own files: jina index PATH, then jina query \"...\"");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        return ExitCodes.Ok;
    }

    private static async Task AnswerAsync(CliContext context, Retriever retriever, string corpus, Embedder embedder)
    {
        if (context.Json)
        {
            var documents = new List<QueryDocument>();
            foreach (var query in Queries)
            {
                var snippets = new SnippetFinder(query);
                var started = context.Host.Clock.GetTimestamp();
                var chunks = await retriever.RetrieveAsync(query, HitsPerQuery, cancellationToken: context.CancellationToken);
                documents.Add(new QueryDocument
                {
                    Query = query,
                    Mode = QueryDocument.ModeName(retriever.DefaultMode),
                    Store = "embedded",
                    Collection = "demo",
                    Model = embedder.Model,
                    Filter = null,
                    TookMilliseconds = Math.Round(context.Host.Clock.GetElapsedTime(started).TotalMilliseconds, 3),
                    Results = [.. chunks.Select(chunk => QueryResult.From(chunk, snippets))],
                });
            }
            context.Output.Json(documents, CliJsonContext.Default.ListQueryDocument);
            return;
        }
        foreach (var query in Queries)
        {
            context.Output.Line("");
            context.Output.Line($"\"{query}\"");
            context.Output.Results(await retriever.RetrieveAsync(query, HitsPerQuery, cancellationToken: context.CancellationToken), new SnippetFinder(query), Path.GetDirectoryName(corpus)!);
        }
    }

    // Beside the program when it is installed; else in the repository that it was built from.
    private static string FindCorpus()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var corpus = Path.Combine(folder, "samples", "corpus");
            if (Directory.Exists(corpus)) return corpus;
        }
        throw new CliException($"The sample files are missing: no samples/corpus in or above {AppContext.BaseDirectory}.");
    }
}
