using System.CommandLine;
using JinaSharp.Cli.Output;
using JinaSharp.Cli.Selection;
using JinaSharp.Pipelines;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina collections list</c>, <c>jina collections delete NAME</c> and <c>jina collections copy FROM TO</c>.</summary>
internal static class CollectionsCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "The collection." };

    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Do not ask." };

    public static Command Create(CliHost host)
    {
        var list = new Command("list", "List the collections of a store.");
        var delete = new Command("delete", "Delete a collection with all that is in it.") { Name, Yes };
        list.Options.Add(SharedOptions.Store);
        delete.Options.Add(SharedOptions.Store);
        return new Command("collections", "List, copy and delete collections.") { list.Runs(host, ListAsync), delete.Runs(host, DeleteAsync), CopyCommand.Create(host) };
    }

    private static async Task<int> ListAsync(CliContext context)
    {
        await using var open = OpenStore.From(context, mustExist: true);
        var names = await CollectionStatus.ListAsync(open.Store, context.CancellationToken);
        if (context.Json)
        {
            context.Output.Json(await StatusCommand.CollectAsync(context, open, names), CliJsonContext.Default.StatusDocument);
            return ExitCodes.Ok;
        }
        if (names.Count == 0) context.Output.Note($"There are no collections in {open.Name}.");
        foreach (var name in names) context.Output.Line(TerminalText.Escape(name));
        return ExitCodes.Ok;
    }

    private static async Task<int> DeleteAsync(CliContext context)
    {
        var name = context.Get(Name)!;
        await using var open = OpenStore.From(context, mustExist: true);
        if (await CollectionStatus.ReadAsync(open.Store, name, context.CancellationToken) is not { } status)
        {
            var names = await CollectionStatus.ListAsync(open.Store, context.CancellationToken);
            throw new CliException($"There is no collection '{name}' in {open.Name}. {(names.Count == 0 ? "It has none." : $"Collections: {string.Join(", ", names)}.")}");
        }
        if (!context.Get(Yes) && context.Host.InIsTerminal && !await ConfirmAsync(context, status)) return ExitCodes.UserError;
        await CollectionStatus.DeleteAsync(open.Store, name, context.CancellationToken);
        context.Output.Note($"Deleted '{name}' ({status.Records:N0} chunks).");
        return ExitCodes.Ok;
    }

    private static async Task<bool> ConfirmAsync(CliContext context, CollectionStatus status)
    {
        await context.Host.Error.WriteAsync($"Delete '{TerminalText.Escape(status.Name)}' with {status.Records:N0} chunks? [y/N] ");
        var answer = await context.Host.In.ReadLineAsync(context.CancellationToken);
        if (answer?.Trim() is "y" or "Y" or "yes") return true;
        context.Output.Note("Nothing was deleted.");
        return false;
    }
}
