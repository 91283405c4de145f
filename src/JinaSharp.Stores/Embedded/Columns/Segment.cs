using System.Collections.Concurrent;
using JinaSharp.Stores.Embedded.Filters;
using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>Rows of a collection, column by column. A row never changes; a replaced or deleted one is marked with the version from which it is gone.</summary>
internal abstract class Segment
{
    private const int MaxMasks = 16;

    private readonly ConcurrentDictionary<Filter, RowMask> _masks = new();

    /// <summary>Id, text and payload of each row.</summary>
    public required VarColumn Blobs { get; init; }

    /// <summary>The collection's vectors, in the order of its definition.</summary>
    public required IReadOnlyList<VectorColumn> Vectors { get; init; }

    /// <summary>Rows by id.</summary>
    public required IdTable Ids { get; init; }

    /// <summary>Words of the texts; null without a keyword index.</summary>
    public PostingIndex? Words { get; init; }

    /// <summary>The number of words of each text, 4 bytes; null without a keyword index.</summary>
    public FixedColumn? WordCounts { get; init; }

    /// <summary>Rows that are gone.</summary>
    public RowDeletions Deletions { get; init; } = new();

    /// <summary>The live row of an id for readers of a version, or -1.</summary>
    public int Find(ReadOnlySpan<byte> id, ulong hash, int rowCount, long version)
    {
        var slots = Ids.Slots;
        var mask = slots.Length - 1;
        for (var slot = (int)hash & mask; slots[slot] is var entry and not 0; slot = (slot + 1) & mask)
        {
            if (!IdTable.HasHash(entry, hash)) continue;
            var row = IdTable.Row(entry);
            if (row < rowCount && Deletions.IsAlive(row, version) && RecordBlob.Id(Blobs[row]).SequenceEqual(id)) return row;
        }
        return -1;
    }

    /// <summary>Which of the first rows a filter matches. Kept for the next query with the same filter.</summary>
    public RowMask Mask(Filter filter, int rowCount)
    {
        if (_masks.TryGetValue(filter, out var mask) && mask.RowCount >= rowCount) return mask;
        mask = RowMask.Evaluate(EncodedFilter.Compile(filter), Blobs, rowCount, mask);
        if (_masks.Count >= MaxMasks) _masks.Clear();
        _masks[filter] = mask;
        return mask;
    }

    /// <summary>The number of words of a row's text.</summary>
    public unsafe int WordCount(int row) => *(int*)WordCounts!.Row(row);
}
