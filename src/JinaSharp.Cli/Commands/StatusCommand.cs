using System.CommandLine;
using JinaSharp.Cli.Output;
using JinaSharp.Cli.Selection;
using JinaSharp.Pipelines;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina status</c>: what is in a store.</summary>
internal static class StatusCommand
{
    public static Command Create(CliHost host) => new Command("status", "Show what is indexed: counts, sizes, models.").WithCollection().Runs(host, RunAsync);

    private static async Task<int> RunAsync(CliContext context)
    {
        await using var open = OpenStore.From(context, mustExist: true);
        if (context.IsGiven(SharedOptions.Collection)) await open.RequireCollectionAsync(context);
        IReadOnlyList<string> names = context.IsGiven(SharedOptions.Collection)
            ? [context.Get(SharedOptions.Collection)!]
            : await CollectionStatus.ListAsync(open.Store, context.CancellationToken);
        var document = await CollectAsync(context, open, names);
        if (context.Json)
        {
            context.Output.Json(document, CliJsonContext.Default.StatusDocument);
            return ExitCodes.Ok;
        }
        context.Output.Line($"store       {TerminalText.Escape(open.Name)}{(document.Bytes is { } bytes ? $" ({ByteText.Format(bytes)})" : "")}");
        if (document.Collections.Count == 0) context.Output.Note("It has no collections yet. Index something: jina index PATH");
        foreach (var collection in document.Collections)
        {
            context.Output.Line("");
            context.Output.Line($"collection  {TerminalText.Escape(collection.Name)}");
            if (collection.Files is { } files) context.Output.Line($"files       {files:N0} ({ByteText.Format(collection.FileBytes ?? 0)})");
            context.Output.Line($"chunks      {collection.Records:N0}");
            if (collection.UnfinishedFiles > 0) context.Output.Line($"unfinished  {collection.UnfinishedFiles:N0} files: a run was cut short; 'jina index' goes on");
            context.Output.Line($"model       {(collection.Model is null ? "not known" : $"{TerminalText.Escape(collection.Model)}, {collection.Dimensions} dimensions")}");
            if (collection.Profile is not null) context.Output.Detail($"profile     {collection.Profile}");
        }
        return ExitCodes.Ok;
    }

    public static async Task<StatusDocument> CollectAsync(CliContext context, OpenStore open, IReadOnlyList<string> names)
    {
        var collections = new List<StatusCollection>();
        foreach (var name in names)
            if (await CollectionStatus.ReadAsync(open.Store, name, context.CancellationToken) is { } status)
                collections.Add(StatusCollection.From(status));
        return new StatusDocument { Store = open.Name, Bytes = open.Folder is { } folder ? FolderBytes(folder) : null, Collections = collections };
    }

    private static long FolderBytes(string folder)
    {
        long bytes = 0;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            try
            {
                bytes += file.Length;
            }
            catch (FileNotFoundException)
            {
                // A writer replaced it just now.
            }
        }
        return bytes;
    }
}
