using System.CommandLine;
using JinaSharp.Cli.Output;
using JinaSharp.Cli.Selection;
using JinaSharp.Pipelines;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina index PATH...</c>: brings a collection into agreement with files.</summary>
internal static class IndexCommand
{
    private const int MaxTokens = 8192;
    private const int ShownProblems = 10;

    private static readonly Argument<string[]> Paths = new("path") { Description = "Files and folders to index.", Arity = ArgumentArity.OneOrMore };

    private static readonly Option<string[]> Include = new("--include")
    {
        Description = "Only files that match, as in .gitignore, such as '*.md' or 'docs/**'. May be given several times.",
        HelpName = "GLOB",
    };

    private static readonly Option<string[]> Exclude = new("--exclude") { Description = "Not files and folders that match. May be given several times.", HelpName = "GLOB" };

    private static readonly Option<bool> NoIgnore = new("--no-ignore") { Description = "Index what .gitignore leaves out." };

    private static readonly Option<bool> Hidden = new("--hidden") { Description = "Index names that begin with a dot." };

    private static readonly Option<bool> FollowLinks = new("--follow-links") { Description = "Follow symbolic links." };

    private static readonly Option<int> ChunkTokens = SharedOptions.Positive(
        new Option<int>("--chunk-tokens") { Description = "The largest size of a chunk.", HelpName = "N", DefaultValueFactory = _ => ChunkingOptions.DefaultMaxTokens }, MaxTokens);

    private static readonly Option<int> OverlapTokens = new("--overlap-tokens") { Description = "What a chunk shares with the one before it.", HelpName = "N" };

    private static readonly Option<int> CommitChunks = SharedOptions.Positive(
        new Option<int>("--commit-chunks") { Description = "How many chunks become durable at a time.", HelpName = "N", DefaultValueFactory = _ => FileIndexerOptions.DefaultCommitSize }, 1_000_000);

    private static readonly Option<VectorStorage> Storage = new("--vector-storage")
    {
        Description = "How vectors are kept: Float32, Float16 or Int8. Smaller is a little less exact. An existing collection keeps its own.",
        HelpName = "KIND",
        DefaultValueFactory = _ => VectorStorage.Float32,
    };

    public static Command Create(CliHost host)
    {
        var command = new Command("index", "Index files: only what changed is read again, and what is gone disappears.") { Paths }.WithCollection().WithEmbedder();
        foreach (Option option in (Option[])[Include, Exclude, NoIgnore, Hidden, FollowLinks, ChunkTokens, OverlapTokens, CommitChunks, Storage]) command.Options.Add(option);
        return command.Runs(host, RunAsync);
    }

    private static async Task<int> RunAsync(CliContext context)
    {
        var paths = context.Get(Paths)!.Select(context.Host.Resolve).ToList();
        // Before anything is made: a misspelt path must not leave an empty store behind.
        foreach (var path in paths)
            if (!Path.Exists(path)) throw new CliException($"{path} does not exist. Nothing was indexed.");
        var options = Options(context);
        await using var open = OpenStore.From(context, mustExist: false);
        if (open.Folder is not null) options.NeverEnter.Add(open.Folder);
        var existing = await open.Store.FindCollectionAsync(options.Collection, context.CancellationToken);
        using var embedder = Embedder.Choose(context, existing?.Definition.Vectors[0].Profile);
        var progress = new IndexingProgress();
        var started = context.Host.Clock.GetTimestamp();
        try
        {
            await using var line = ProgressLine.Start(context, progress);
            await new FileIndexer(open.Store, embedder.Function, options)
                .IndexAsync(paths, progress, embedder.TokenCounter, context.CancellationToken);
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            context.Output.Note($"Stopped. {progress.Chunks:N0} chunks are committed; run the same command again to go on.");
            return ExitCodes.Interrupted;
        }
        await ReportAsync(context, open, embedder, progress, context.Host.Clock.GetElapsedTime(started));
        return progress.Failed > 0 ? ExitCodes.UserError : ExitCodes.Ok;
    }

    private static FileIndexerOptions Options(CliContext context)
    {
        var options = new FileIndexerOptions
        {
            Collection = context.Get(SharedOptions.Collection)!,
            UseGitIgnore = !context.Get(NoIgnore),
            IncludeHidden = context.Get(Hidden),
            FollowLinks = context.Get(FollowLinks),
            Chunking = new ChunkingOptions { MaxTokens = context.Get(ChunkTokens), OverlapTokens = context.Get(OverlapTokens) },
            CommitSize = context.Get(CommitChunks),
            Storage = context.IsGiven(Storage) ? context.Get(Storage) : null,
            Clock = context.Host.Clock,
        };
        options.Chunking.Validate();
        foreach (var pattern in context.Get(Include) ?? []) options.Include.Add(pattern);
        foreach (var pattern in context.Get(Exclude) ?? []) options.Exclude.Add(pattern);
        return options;
    }

    private static async Task ReportAsync(CliContext context, OpenStore open, Embedder embedder, IndexingProgress progress, TimeSpan elapsed)
    {
        var status = await CollectionStatus.ReadAsync(open.Store, context.Get(SharedOptions.Collection)!, context.CancellationToken);
        ReportProblems(context, progress);
        if (progress.FilesFound == 0)
            context.Output.Warn("no files were found. Hidden files and those that .gitignore names are left out (--hidden, --no-ignore); --include and --exclude leave out more.");
        if (context.Json)
        {
            var document = new IndexDocument
            {
                Store = open.Name,
                Collection = context.Get(SharedOptions.Collection)!,
                Model = embedder.Model,
                Dimensions = embedder.Function.Profile.Dimensions,
                Files = IndexFiles.From(progress),
                ChunksWritten = progress.Chunks,
                ChunksTotal = status?.Records ?? 0,
                BytesRead = progress.BytesRead,
                Seconds = Math.Round(elapsed.TotalSeconds, 3),
                Problems = [.. progress.Problems.Select(problem => new IndexProblem { Path = problem.Path, Reason = problem.Reason, Indexed = problem.IsIndexed })],
            };
            context.Output.Json(document, CliJsonContext.Default.IndexDocument);
            return;
        }
        var left = string.Join(", ", ((string[])[Count(progress.Binary, "binary"), Count(progress.Empty, "empty"), Count(progress.Failed, "failed")]).Where(part => part.Length > 0));
        var read = progress.BytesRead == 0 ? "" : $"{ByteText.Format(progress.BytesRead)} ";
        var rate = progress.BytesRead == 0 ? "" : $" ({ByteText.Format(progress.BytesRead / Math.Max(elapsed.TotalSeconds, 0.001))}/s)";
        context.Output.Sentence(
            $"{progress.Indexed:N0} {(progress.Indexed == 1 ? "file" : "files")} indexed, {progress.Unchanged:N0} unchanged, {progress.Removed:N0} removed{(left.Length > 0 ? $", left out: {left}" : "")}; " +
            $"{progress.Chunks:N0} {(progress.Chunks == 1 ? "chunk" : "chunks")} written, {status?.Records ?? 0:N0} in '{TerminalText.Escape(context.Get(SharedOptions.Collection)!)}'; " +
            $"{read}in {elapsed.TotalSeconds:0.0} s{rate}.");
    }

    private static void ReportProblems(CliContext context, IndexingProgress progress)
    {
        var problems = progress.Problems;
        var failed = problems.Where(problem => !problem.IsIndexed).ToList();
        foreach (var problem in failed.Take(context.Verbose ? int.MaxValue : ShownProblems)) context.Output.Warn($"{problem.Path} {problem.Reason}");
        if (!context.Verbose && failed.Count > ShownProblems) context.Output.Warn($"and {progress.Failed - ShownProblems} more (--verbose lists them).");
        foreach (var remark in problems.Where(problem => problem.IsIndexed))
        {
            // That a file changed under the reader matters at once; an old encoding does not.
            if (remark.Reason.StartsWith("changed", StringComparison.Ordinal)) context.Output.Warn($"{remark.Path} {remark.Reason}");
            else context.Output.Detail($"{remark.Path} {remark.Reason}");
        }
        var encodings = problems.Count(problem => problem.IsIndexed && !problem.Reason.StartsWith("changed", StringComparison.Ordinal));
        if (encodings > 0 && !context.Verbose) context.Output.Note($"{encodings} files are not clean UTF-8 and were read as well as possible (--verbose lists them).");
    }

    private static string Count(long count, string what) => count == 0 ? "" : $"{count:N0} {what}";
}
