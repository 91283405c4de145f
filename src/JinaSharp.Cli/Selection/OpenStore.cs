using JinaSharp.Cli.Commands;
using JinaSharp.Stores;

namespace JinaSharp.Cli.Selection;

/// <summary>The store of a command, opened by the one place that knows the kinds of stores.</summary>
internal sealed class OpenStore : IAsyncDisposable
{
    private OpenStore(IVectorStore store, string name, string? folder)
    {
        Store = store;
        Name = name;
        Folder = folder;
    }

    public IVectorStore Store { get; }

    /// <summary>The store as <c>--store</c> names it.</summary>
    public string Name { get; }

    /// <summary>The folder of an embedded store.</summary>
    public string? Folder { get; }

    /// <summary>Opens the store of <c>--store</c>.</summary>
    /// <param name="context">The command.</param>
    /// <param name="mustExist">Whether an embedded store that is not there is an error instead of a new one.</param>
    public static OpenStore From(CliContext context, bool mustExist) => From(context, context.Get(SharedOptions.Store)!, mustExist);

    /// <summary>Opens a store by its URI.</summary>
    /// <param name="context">The command.</param>
    /// <param name="name">The store, as <c>--store</c> takes it.</param>
    /// <param name="mustExist">Whether an embedded store that is not there is an error instead of a new one.</param>
    public static OpenStore From(CliContext context, string name, bool mustExist)
    {
        var uri = Parse(name);
        if (uri.Kind == "memory" && !mustExist)
            context.Output.Warn("memory: ends with this command, and all that is written to it. Keep it with embedded:DIR.");
        if (uri.Kind != "embedded") return new OpenStore(uri.Open(context.Host.GetVariable), name, null);
        var folder = context.Host.Resolve(uri.Place);
        if (File.Exists(folder)) throw new CliException($"{folder} is a file; --store embedded:DIR needs a folder.");
        if (mustExist && !Directory.Exists(folder))
            throw new CliException($"There is no store in {folder}. Index something first (jina index PATH), or name another with --store embedded:DIR.");
        return new OpenStore(new EmbeddedStore(folder), name, folder);
    }

    /// <summary>The collection of <c>--collection</c>.</summary>
    /// <exception cref="CliException">There is none; the message names those that there are.</exception>
    public async Task<IVectorCollection> RequireCollectionAsync(CliContext context)
    {
        var name = context.Get(SharedOptions.Collection)!;
        if (await Store.FindCollectionAsync(name, context.CancellationToken) is { } collection) return collection;
        if (Parse(Name).Kind == "memory") throw new CliException("memory: begins empty with every command, so there is nothing in it to read. Keep what is indexed with embedded:DIR.");
        var names = await Pipelines.CollectionStatus.ListAsync(Store, context.CancellationToken);
        throw new CliException(
            $"There is no collection '{name}' in {Name}. " +
            (names.Count == 0 ? "It is empty: index something first (jina index PATH)." : $"Collections: {string.Join(", ", names)} (choose with --collection)."));
    }

    public ValueTask DisposeAsync() => Store.DisposeAsync();

    private static VectorStoreUri Parse(string name)
    {
        try
        {
            return VectorStoreUri.Parse(name);
        }
        catch (FormatException e)
        {
            throw new CliException(e.Message);
        }
    }
}
