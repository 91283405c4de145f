using JinaSharp.Stores.Embedded.Columns;
using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Embedded;

/// <summary>A collection's rows in memory and in mapped files. One thread at a time applies batches; what readers may see is a <see cref="View"/> that the caller publishes.</summary>
internal sealed class CollectionEngine(VectorCollectionDefinition definition)
{
    private long _liveCount;
    private long _wordCount;

    /// <summary>The segment that takes new rows.</summary>
    public GrowingSegment Growing { get; } = GrowingSegment.Create(definition);

    /// <summary>All applied so far.</summary>
    public View Latest { get; private set; } = new([], 0, 0, 0);

    /// <summary>Applies one batch; afterwards <see cref="Latest"/> includes it.</summary>
    public void Apply(long sequence, ReadOnlySpan<byte> batch)
    {
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
                    _wordCount += Growing.Append(blob, hash, ref reader);
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
        Publish(sequence);
    }

    /// <summary>Applies a frame without content.</summary>
    public void Publish(long sequence)
    {
        Latest = new View(Growing.RowCount > 0 ? [new Slice(Growing, Growing.RowCount)] : [], sequence, _liveCount, _wordCount);
    }

    private void Remove(ReadOnlySpan<byte> id, ulong hash, long sequence)
    {
        var row = Growing.Find(id, hash, Growing.RowCount, sequence);
        if (row < 0) return;
        Growing.Deletions.Delete(row, sequence);
        _liveCount--;
        if (Growing.WordCounts is not null) _wordCount -= Growing.WordCount(row);
    }
}
