using JinaSharp.Stores.Embedded.Columns;
using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Embedded;

/// <summary>A collection's rows in memory and in mapped files. One thread at a time applies batches; what readers may see is a <see cref="View"/> that the caller publishes.</summary>
internal sealed class CollectionEngine
{
    private readonly VectorCollectionDefinition _definition;
    private long _liveCount;
    private long _wordCount;

    public CollectionEngine(VectorCollectionDefinition definition) : this(definition, [], 0, 0, 0)
    {
    }

    /// <summary>Starts from segments, as of a version.</summary>
    public CollectionEngine(VectorCollectionDefinition definition, IReadOnlyList<SealedSegment> segments, long version, long liveCount, long wordCount)
    {
        _definition = definition;
        _liveCount = liveCount;
        _wordCount = wordCount;
        Sealed = segments;
        Growing = GrowingSegment.Create(definition);
        Latest = new View(Slices(0), version, liveCount, wordCount);
    }

    /// <summary>The segments in files, oldest first.</summary>
    public IReadOnlyList<SealedSegment> Sealed { get; private set; } = [];

    /// <summary>The rows that are becoming a file.</summary>
    public GrowingSegment? Frozen { get; private set; }

    /// <summary>The segment that takes new rows.</summary>
    public GrowingSegment Growing { get; private set; }

    /// <summary>All applied so far.</summary>
    public View Latest { get; private set; }

    /// <summary>Applies one batch; afterwards <see cref="Latest"/> includes it.</summary>
    /// <param name="sequence">Its version.</param>
    /// <param name="batch">Its operations.</param>
    /// <param name="prepared">What was worked out of them.</param>
    public void Apply(long sequence, ReadOnlySpan<byte> batch, PreparedBatch prepared)
    {
        var firstRow = Growing.RowCount;
        var reader = new ByteReader(batch);
        while (reader.Remaining > 0)
        {
            switch (reader.TakeByte())
            {
                case BatchCodec.Put:
                    var blob = reader.TakeBlock();
                    var id = RecordBlob.Id(blob);
                    var hash = IdHash.Compute(id);
                    Remove(id, hash, sequence);
                    _wordCount += Growing.Append(blob, hash, prepared, Growing.RowCount - firstRow, ref reader);
                    _liveCount++;
                    break;
                case BatchCodec.Delete:
                    var deleted = reader.TakeBlock();
                    Remove(deleted, IdHash.Compute(deleted), sequence);
                    break;
                default:
                    throw new FormatException("Unknown operation in a batch.");
            }
        }
        Growing.AppendPostings(prepared, firstRow);
        Publish(sequence);
    }

    /// <summary>Makes <see cref="Latest"/> from all applied so far.</summary>
    public void Publish(long sequence)
    {
        Latest = new View(Slices(Growing.RowCount), sequence, _liveCount, _wordCount);
    }

    /// <summary>Goes on with an empty growing segment; the rows of the one before do not change any more.</summary>
    public void Freeze()
    {
        Frozen = Growing;
        Growing = GrowingSegment.Create(_definition);
        Publish(Latest.Version);
    }

    /// <summary>Goes on with files that hold the same records as those before and the frozen rows.</summary>
    public void Replace(IReadOnlyList<SealedSegment> segments)
    {
        (Sealed, Frozen) = (segments, null);
        Publish(Latest.Version);
    }

    /// <summary>What readers of a view saw, in the segments of now. The view's version is not before that of the last <see cref="Freeze"/>.</summary>
    public View Renew(View view)
    {
        var rowCount = view.Slices.Count > 0 && view.Slices[^1].Segment == Growing ? view.Slices[^1].RowCount : 0;
        return view with { Slices = Slices(rowCount) };
    }

    private List<Slice> Slices(int growingRows)
    {
        var slices = new List<Slice>(Sealed.Count + 2);
        foreach (var segment in Sealed) slices.Add(new Slice(segment, segment.RowCount));
        if (Frozen is { RowCount: > 0 }) slices.Add(new Slice(Frozen, Frozen.RowCount));
        if (growingRows > 0) slices.Add(new Slice(Growing, growingRows));
        return slices;
    }

    private void Remove(ReadOnlySpan<byte> id, ulong hash, long sequence)
    {
        if (RemoveFrom(Growing, Growing.RowCount, id, hash, sequence)) return;
        if (Frozen is not null && RemoveFrom(Frozen, Frozen.RowCount, id, hash, sequence)) return;
        for (var i = Sealed.Count - 1; i >= 0; i--)
            if (RemoveFrom(Sealed[i], Sealed[i].RowCount, id, hash, sequence))
                return;
    }

    private bool RemoveFrom(Segment segment, int rowCount, ReadOnlySpan<byte> id, ulong hash, long sequence)
    {
        var row = segment.Find(id, hash, rowCount, sequence);
        if (row < 0) return false;
        segment.Deletions.Delete(row, sequence);
        _liveCount--;
        if (segment.WordCounts is not null) _wordCount -= segment.WordCount(row);
        return true;
    }
}
