using JinaSharp.Pipelines.Ingestion;

namespace JinaSharp.Pipelines;

/// <summary>What is in a collection that a <see cref="FileIndexer"/> keeps.</summary>
public sealed record CollectionStatus
{
    /// <summary>The collection's name.</summary>
    public required string Name { get; init; }

    /// <summary>The number of records: chunks, where files were indexed.</summary>
    public required long Records { get; init; }

    /// <summary>The number of files with text in the collection; null where none were ever indexed.</summary>
    public long? Files { get; init; }

    /// <summary>The bytes of these files.</summary>
    public long? FileBytes { get; init; }

    /// <summary>Files whose indexing was cut short; the next run takes them up.</summary>
    public long UnfinishedFiles { get; init; }

    /// <summary>The profile of the vectors.</summary>
    public EmbeddingProfile? Profile { get; init; }

    /// <summary>Reads the status of a collection.</summary>
    /// <param name="store">The store.</param>
    /// <param name="name">The collection's name.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The status; null when there is no such collection.</returns>
    public static async Task<CollectionStatus?> ReadAsync(IVectorStore store, string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (await store.FindCollectionAsync(name, cancellationToken).ConfigureAwait(false) is not { } collection) return null;
        var ledger = await store.FindCollectionAsync(FileLedger.NameFor(name), cancellationToken).ConfigureAwait(false);
        (long Files, long Bytes, long Unfinished)? totals = ledger is null ? null : await new FileLedger(ledger).TotalsAsync(cancellationToken).ConfigureAwait(false);
        return new CollectionStatus
        {
            Name = name,
            Records = await collection.CountAsync(cancellationToken: cancellationToken).ConfigureAwait(false),
            Files = totals?.Files,
            FileBytes = totals?.Bytes,
            UnfinishedFiles = totals?.Unfinished ?? 0,
            Profile = collection.Definition.Vectors[0].Profile,
        };
    }

    /// <summary>The collections of a store, without those that only remember files.</summary>
    /// <param name="store">The store.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The names, in ordinal order.</returns>
    public static async Task<IReadOnlyList<string>> ListAsync(IVectorStore store, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var names = await store.ListCollectionsAsync(cancellationToken).ConfigureAwait(false);
        var ledgers = names.Select(FileLedger.NameFor).ToHashSet(StringComparer.Ordinal);
        return [.. names.Where(name => !ledgers.Contains(name))];
    }

    /// <summary>The name of the collection that remembers the files of another, so that it can be moved along with it.</summary>
    /// <param name="name">The collection of the chunks.</param>
    /// <returns>The name; whether there is such a collection is not asked.</returns>
    public static string FilesCollectionOf(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return FileLedger.NameFor(name);
    }

    /// <summary>Deletes a collection, and what remembers its files.</summary>
    /// <param name="store">The store.</param>
    /// <param name="name">The collection's name.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Whether there was one.</returns>
    public static async Task<bool> DeleteAsync(IVectorStore store, string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        // Chunks first: an indexer that finds a ledger but no chunks starts anew.
        var existed = await store.DeleteCollectionAsync(name, cancellationToken).ConfigureAwait(false);
        await store.DeleteCollectionAsync(FileLedger.NameFor(name), cancellationToken).ConfigureAwait(false);
        return existed;
    }
}
