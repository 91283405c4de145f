using System.CommandLine;
using JinaSharp.Cli.Input;
using JinaSharp.Cli.Output;
using JinaSharp.Cli.Selection;
using JinaSharp.Client;
using JinaSharp.Inference;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina rerank QUERY [DOCUMENT...]</c>: documents by how well they answer the query.</summary>
internal static class RerankCommand
{
    private static readonly Argument<string> Query = new("query") { Description = "The query." };

    private static readonly Argument<string[]> Documents = new("document") { Description = "Documents; the lines of stdin when left out.", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<string?> Model = new("--model", "-m")
    {
        Description = $"jina-reranker-v1 or jina-reranker-v2, as a folder or the id of a pulled model, or a model of the Jina API. Default: {JinaClientDefaults.RerankModel} of the API.",
        HelpName = "ID|DIR",
    };

    private static readonly Option<double?> MinScore = new("--min-score") { Description = "Only documents of at least this score.", HelpName = "X" };

    private static readonly Option<int?> TopN = SharedOptions.Positive(new Option<int?>("--top-n", "-n") { Description = "How many of the best to print. Default: all.", HelpName = "N" }, int.MaxValue);

    private static readonly Option<bool> Raw = new("--raw") { Description = "Print the model's raw outputs (logits) instead of scores from 0 to 1." };

    private static readonly Option<string?> Truncate = SharedOptions.TrueOrFalse("--truncate", "Cut long documents, or refuse them. Default: the model's own way.");

    private static readonly Option<bool> Lines = new("--jsonl")
    {
        Description = "Read one JSON value a line on stdin, a text or {\"text\"}, and print one JSON object a line, in the order of the input. A text may be an array of UTF-16 units.",
    };

    public static Command Create(CliHost host) =>
        new Command("rerank", "Score documents against a query.") { Query, Documents, Model, TopN, MinScore, Raw, Truncate, Lines, SharedOptions.Local, SharedOptions.BaseUrl, LocalModelOptions.MaxTokens, LocalModelOptions.MaxQueryTokens, LocalModelOptions.OverlapTokens, LocalModelOptions.Threads }
            .Runs(host, RunAsync);

    private static async Task<int> RunAsync(CliContext context)
    {
        var documents = await ReadDocumentsAsync(context);
        using var reranker = Create(context);
        var options = new RerankOptions
        {
            TopN = context.Get(TopN),
            MinScore = context.Get(MinScore),
            RawScores = context.Get(Raw) ? true : null,
            Truncate = SharedOptions.Flag(context, Truncate),
        };
        var results = await reranker.RerankAsync(context.Get(Query)!, documents, options, context.CancellationToken);
        Print(context, results, documents);
        return ExitCodes.Ok;
    }

    /// <summary>A model folder on this machine, else the API; with <c>--local</c> an embedding model will do, too.</summary>
    private static IReranker Create(CliContext context)
    {
        var model = context.Get(Model);
        if (context.Get(SharedOptions.Local))
        {
            LocalOnly.RefuseAddress(context);
            if (model is not null && model != LexicalEmbeddingGenerator.ModelId)
            {
                var local = ModelFolders.Require(context.Host, model, "a reranking or embedding model");
                if (LocalModelInfo.Read(local).Kind == "reranker") return new LocalReranker(local, LocalModelOptions.ForReranker(context));
            }
            LocalModelOptions.Refuse(context, "is for reranking models; this is the similarity of embeddings.", LocalModelOptions.MaxQueryTokens, LocalModelOptions.OverlapTokens);
            return new SimilarityReranker(Embedder.ChooseLocal(context, model));
        }
        if (model is not null && ModelFolders.Choose(context, model, ApiClients.HasKey(context.Host)) is { } folder) return new LocalReranker(folder, LocalModelOptions.ForReranker(context));
        LocalModelOptions.Refuse(context, "is for a model folder (--model DIR); models of the API have their own limits.", LocalModelOptions.MaxTokens, LocalModelOptions.MaxQueryTokens, LocalModelOptions.OverlapTokens, LocalModelOptions.Threads);
        return ApiClients.Create(context, (options, address) => options.BaseUrl = address, configure: options => options.RerankModel = model ?? options.RerankModel);
    }

    private static void Print(CliContext context, RerankResults results, List<string> documents)
    {
        if (context.Get(Lines))
        {
            foreach (var result in results.OrderBy(result => result.Index))
                context.Output.Json(new RerankItem { Index = result.Index, RelevanceScore = result.Score }, CliJsonContext.Default.RerankItem, indented: false);
            return;
        }
        if (context.Json)
        {
            context.Output.Json(
                new RerankDocument
                {
                    Model = results.ModelId!,
                    Usage = new EmbedUsage { TotalTokens = results.Usage?.TotalTokenCount ?? 0, PromptTokens = results.Usage?.InputTokenCount ?? 0 },
                    Results = [.. results.Select(result => new RerankItem { Index = result.Index, RelevanceScore = result.Score, Document = documents[result.Index] })],
                },
                CliJsonContext.Default.RerankDocument);
            return;
        }
        foreach (var result in results) context.Output.Line($"{result.Score:F4}\t{TerminalText.Line(documents[result.Index])}");
    }

    private static async Task<List<string>> ReadDocumentsAsync(CliContext context)
    {
        var documents = new List<string>();
        if (context.Get(Lines))
        {
            if (context.Get(Documents) is { Length: > 0 }) throw new CliException("--jsonl reads the documents from stdin; leave the arguments out.");
            await foreach (var line in JsonLines.ReadAsync(context)) documents.Add(line.TextOrObject("the document"));
            return documents;
        }
        return await PipedTexts.ReadAsync(context, context.Get(Documents));
    }
}
