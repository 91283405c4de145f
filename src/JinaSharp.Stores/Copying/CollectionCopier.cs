using JinaSharp.Stores.Copying;

namespace JinaSharp.Stores;

/// <summary>Copies a collection from one store to another: streaming, resumable, and verified.</summary>
/// <remarks>
/// A record that the copy has already, equal in text, payload and vectors, is not written again: a run that was stopped continues where it was, and a
/// second run over a finished copy writes nothing. Vectors are compared by direction for cosine vectors, as some stores keep those at unit length.
/// A keyword index is made where the store of the copy has them, also when that of the original has none; elsewhere the texts are kept and the result says that the index is not.
/// Records written to the original while it is copied may be in the copy or not; then the counts differ and the call says so: run it again.
/// </remarks>
public static class CollectionCopier
{
    /// <summary>Copies a collection.</summary>
    /// <param name="source">The original.</param>
    /// <param name="target">The store of the copy. What it cannot keep (a kind of vector, a nested payload) is refused, never dropped.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellationToken">Stops the call; the next run continues.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="VectorStoreException">A store failed, the target cannot keep a record, or the copy does not equal the original.</exception>
    public static async Task<CollectionCopyResult> CopyAsync(
        IVectorCollection source, IVectorStore target, CollectionCopyOptions? options = null, IProgress<CollectionCopyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        options ??= new CollectionCopyOptions();
        var (batchSize, sampleSize, seed) = (options.BatchSize, options.SampleSize, options.SampleSeed);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(sampleSize, nameof(options));

        var total = await source.CountAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        var copy = await target.GetOrCreateCollectionAsync(CopiedDefinition.For(source.Definition, source.Capabilities, target.Capabilities, options.TargetName), cancellationToken).ConfigureAwait(false);
        var comparison = new RecordComparison(source.Definition);
        var sample = new RecordSample(sampleSize, seed);
        long seen = 0, written = 0, alreadyThere = 0;
        var batch = new List<VectorRecord>(batchSize);
        await foreach (var record in source.ScrollAsync(parts: RecordParts.All, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            batch.Add(record);
            sample.Offer(record);
            if (batch.Count == batchSize) await FlushAsync().ConfigureAwait(false);
        }
        if (batch.Count > 0) await FlushAsync().ConfigureAwait(false);
        var count = await copy.CountAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        if (count != seen)
            throw Differs($"the original has {seen} records and the copy {count}. Either the original was written to meanwhile, or the copy had records of its own: run the copy again, or into a new collection");
        var compared = await CompareSampleAsync(copy, sample, comparison, batchSize, cancellationToken).ConfigureAwait(false);
        return new CollectionCopyResult(copy, written, alreadyThere, count, compared, source.Definition.KeywordIndex && !copy.Definition.KeywordIndex);

        async Task FlushAsync()
        {
            var ids = batch.Select(record => record.Id).ToArray();
            var there = (await copy.GetAsync(ids, RecordParts.All, cancellationToken).ConfigureAwait(false)).ToDictionary(record => record.Id, StringComparer.Ordinal);
            VectorRecord[] missing = [.. batch.Where(record => !there.TryGetValue(record.Id, out var other) || comparison.Difference(record, other) is not null)];
            if (missing.Length > 0) await copy.UpsertAsync(missing, cancellationToken).ConfigureAwait(false);
            seen += batch.Count;
            written += missing.Length;
            alreadyThere += batch.Count - missing.Length;
            batch.Clear();
            progress?.Report(new CollectionCopyProgress(Math.Max(total, seen), seen, written, alreadyThere));
        }

        VectorStoreException Differs(string how) => new($"The copy of collection '{source.Name}' in {target.Capabilities.Store} is not equal to the original: {how}.")
        {
            Store = target.Capabilities.Store,
            Collection = copy.Name,
            Operation = "copy",
            Code = "copy_differs",
        };
    }

    private static async Task<int> CompareSampleAsync(IVectorCollection copy, RecordSample sample, RecordComparison comparison, int batchSize, CancellationToken cancellationToken)
    {
        foreach (var chunk in sample.Records.Chunk(batchSize))
        {
            var read = (await copy.GetAsync([.. chunk.Select(record => record.Id)], RecordParts.All, cancellationToken).ConfigureAwait(false)).ToDictionary(record => record.Id, StringComparer.Ordinal);
            foreach (var original in chunk)
            {
                var difference = read.TryGetValue(original.Id, out var other) ? comparison.Difference(original, other) : "it is missing";
                if (difference is null) continue;
                throw new VectorStoreException($"The copy of collection '{copy.Name}' in {copy.Capabilities.Store} is not equal to the original: record '{original.Id}': {difference}.")
                {
                    Store = copy.Capabilities.Store,
                    Collection = copy.Name,
                    Operation = "copy",
                    Code = "copy_differs",
                };
            }
        }
        return sample.Records.Count;
    }
}
