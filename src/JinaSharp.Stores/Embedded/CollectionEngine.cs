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
        Replace(segments, version);
    }

    /// <summary>The segments in files, oldest first.</summary>
    public IReadOnlyList<SealedSegment> Sealed { get; private set; } = [];

    /// <summary>The segment that takes new rows.</summary>
    public GrowingSegment Growing { get; private set; } = null!;

    /// <summary>All applied so far.</summary>
    public View Latest { get; private set; } = null!;

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
                    var words = prepared.WordCounts.Length > 0 ? prepared.WordCounts[Growing.RowCount - firstRow] : 0;
                    Growing.Append(blob, hash, words, ref reader);
                    _wordCount += words;
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
        var slices = new List<Slice>(Sealed.Count + 1);
        foreach (var segment in Sealed) slices.Add(new Slice(segment, segment.RowCount));
        if (Growing.RowCount > 0) slices.Add(new Slice(Growing, Growing.RowCount));
        Latest = new View(slices, sequence, _liveCount, _wordCount);
    }

    /// <summary>Goes on with other segments that hold the same records, and an empty growing one.</summary>
    public void Replace(IReadOnlyList<SealedSegment> segments, long version)
    {
        Sealed = segments;
        Growing = GrowingSegment.Create(_definition);
        Publish(version);
    }

    private void Remove(ReadOnlySpan<byte> id, ulong hash, long sequence)
    {
        if (RemoveFrom(Growing, Growing.RowCount, id, hash, sequence)) return;
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
