using System.CommandLine;
using JinaSharp.Cli.Output;
using JinaSharp.Cli.Selection;
using JinaSharp.Pipelines;
using JinaSharp.Stores;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina collections copy FROM TO</c>: a collection moves between any two stores.</summary>
internal static class CopyCommand
{
    private const int MaxBatch = 10_000;

    private static readonly Argument<string> From = new("from") { Description = "The store of the original, such as embedded:.jina", HelpName = "FROM" };

    private static readonly Argument<string> To = new("to") { Description = "The store of the copy, such as qdrant:http://localhost:6333", HelpName = "TO" };

    private static readonly Option<string?> NewName = new("--name") { Description = "The name of the copy. Default: the name of the original.", HelpName = "NAME" };

    private static readonly Option<int> Batch = SharedOptions.Positive(
        new Option<int>("--batch") { Description = "Records read and written at once.", HelpName = "N", DefaultValueFactory = _ => 500 }, MaxBatch);

    public static Command Create(CliHost host)
    {
        var copy = new Command("copy", "Copy a collection to another store, and compare. Run again to continue where it stopped.") { From, To, NewName, Batch };
        copy.Options.Add(SharedOptions.Collection);
        return copy.Runs(host, RunAsync);
    }

    private static async Task<int> RunAsync(CliContext context)
    {
        var (from, to, name) = (context.Get(From)!, context.Get(To)!, context.Get(SharedOptions.Collection)!);
        if (from == to && (context.Get(NewName) ?? name) == name) throw new CliException("The copy would be the original. Name another store, or give the copy a name of its own with --name.");
        await using var source = OpenStore.From(context, from, mustExist: true);
        // An embedded store has one writer, so a copy within it goes through the same one.
        await using var target = from == to ? null : OpenStore.From(context, to, mustExist: false);
        var original = await source.RequireCollectionAsync(context);
        var options = new CollectionCopyOptions { TargetName = context.Get(NewName), BatchSize = context.Get(Batch) };
        var destination = (target ?? source).Store;
        var result = await CollectionCopier.CopyAsync(original, destination, options, new CopyProgressLine(context), context.CancellationToken);
        var files = await CopyFilesAsync(context, source.Store, name, destination, result.Copy.Name);
        if (result.LostKeywordIndex) context.Output.Warn($"the copy has no keyword index, as {result.Copy.Capabilities.Store} has none: it is searched by vector alone. The texts are all there.");
        if (context.Json)
        {
            context.Output.Json(new CopyDocument(result.Copy.Name, from, to, result.Count, result.Written, result.AlreadyThere, result.Compared, files), CliJsonContext.Default.CopyDocument);
            return ExitCodes.Ok;
        }
        context.Output.Note($"Copied '{name}' to {to}: {result.Written:N0} records written, {result.AlreadyThere:N0} were there already; {result.Count:N0} in all, {result.Compared:N0} compared in full.");
        if (files is { } known) context.Output.Note($"What is known of {known:N0} indexed files came along: 'jina index' on the copy does only what has changed since.");
        return ExitCodes.Ok;
    }

    // Last, as the files must not be known to a copy before their chunks are in it.
    private static async Task<long?> CopyFilesAsync(CliContext context, IVectorStore from, string name, IVectorStore to, string copy)
    {
        if (await from.FindCollectionAsync(CollectionStatus.FilesCollectionOf(name), context.CancellationToken) is not { } files) return null;
        var options = new CollectionCopyOptions { TargetName = CollectionStatus.FilesCollectionOf(copy), BatchSize = context.Get(Batch) };
        return (await CollectionCopier.CopyAsync(files, to, options, cancellationToken: context.CancellationToken)).Count;
    }
}
