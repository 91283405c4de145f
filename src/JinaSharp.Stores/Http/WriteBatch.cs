namespace JinaSharp.Stores.Http;

/// <summary>Cuts records into requests by count and by bytes; halves a request that the server finds too large.</summary>
internal static class WriteBatch
{
    /// <summary>The start and length of each request.</summary>
    public static IEnumerable<(int Start, int Count)> Cut<T>(IReadOnlyList<T> items, int maxCount, long maxBytes, Func<T, long> byteCount)
    {
        var start = 0;
        long bytes = 0;
        for (var i = 0; i < items.Count; i++)
        {
            var next = byteCount(items[i]);
            if (i > start && (i - start == maxCount || bytes + next > maxBytes))
            {
                yield return (start, i - start);
                (start, bytes) = (i, 0);
            }
            bytes += next;
        }
        if (start < items.Count) yield return (start, items.Count - start);
    }

    /// <summary>Writes all records, request by request; a failure names every record not known to be written.</summary>
    /// <param name="records">The records; ids unique.</param>
    /// <param name="batches">The requests that they are cut into.</param>
    /// <param name="write">Writes one request.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public static async Task WriteAsync(
        VectorRecord[] records, IEnumerable<(int Start, int Count)> batches, Func<ArraySegment<VectorRecord>, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var open = new Stack<(int Start, int Count)>(batches.Reverse());
        var oversized = new List<VectorRecord>();
        StoreRequestException? refusal = null;
        while (open.TryPop(out var batch))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await write(new ArraySegment<VectorRecord>(records, batch.Start, batch.Count), cancellationToken).ConfigureAwait(false);
            }
            catch (StoreRequestException e) when (e.Kind == StoreFailureKind.TooLarge && batch.Count > 1)
            {
                var half = batch.Count / 2;
                open.Push((batch.Start + half, batch.Count - half));
                open.Push((batch.Start, half));
            }
            catch (StoreRequestException e) when (e.Kind == StoreFailureKind.TooLarge)
            {
                // One record that the server cannot take holds up no other.
                oversized.Add(records[batch.Start]);
                refusal = e;
            }
            catch (VectorStoreException e)
            {
                var unwritten = oversized.Concat(records.Skip(batch.Start).Take(batch.Count)).Concat(open.SelectMany(rest => records.Skip(rest.Start).Take(rest.Count)));
                throw Unwritten(e, [.. unwritten.Select(record => record.Id)], records.Length);
            }
        }
        if (refusal is not null) throw Unwritten(refusal, [.. oversized.Select(record => record.Id)], records.Length, tooLarge: true);
    }

    private static VectorStoreException Unwritten(VectorStoreException cause, IReadOnlyList<string> ids, int total, bool tooLarge = false)
    {
        var shown = string.Join(", ", ids.Take(3).Select(id => $"'{id}'")) + (ids.Count > 3 ? $" and {ids.Count - 3} more" : "");
        var which = tooLarge ? $"{ids.Count} {(ids.Count == 1 ? "is" : "are")} too large for the server and not written, all others are" : $"{ids.Count} are not known to be written";
        return new VectorStoreException($"{cause.Message} Of {total} records, {which}: {shown}.", cause)
        {
            Store = cause.Store,
            Collection = cause.Collection,
            Operation = cause.Operation,
            Code = cause.Code,
            IsTransient = cause.IsTransient,
            UnwrittenIds = ids,
        };
    }
}
