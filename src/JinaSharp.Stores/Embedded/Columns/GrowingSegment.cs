using System.Runtime.InteropServices;
using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>The segment in memory that takes new rows. One writer; readers read the rows published to them.</summary>
internal sealed class GrowingSegment : Segment
{
    private readonly Func<int, ulong> _hashOf;

    private GrowingSegment() => _hashOf = row => IdHash.Compute(RecordBlob.Id(Blobs![row]));

    /// <summary>The number of rows, also of those not yet published.</summary>
    public int RowCount { get; private set; }

    /// <summary>Bytes taken by vectors, texts and payloads.</summary>
    public long ByteCount { get; private set; }

    public static GrowingSegment Create(VectorCollectionDefinition definition) => new()
    {
        Blobs = new GrowingVarColumn(),
        Vectors = [.. definition.Vectors.Select(vector => (VectorColumn)new GrowingVectorColumn(vector))],
        Ids = new GrowingIdTable(),
        Words = definition.KeywordIndex ? new GrowingPostingIndex() : null,
        WordCounts = definition.KeywordIndex ? new GrowingFixedColumn(4) : null,
    };

    /// <summary>Appends a record; the reader stands at its vectors. Returns the number of words of its text.</summary>
    public int Append(ReadOnlySpan<byte> blob, ulong hash, PreparedBatch batch, int batchRow, ref ByteReader vectors)
    {
        var row = RowCount;
        ((GrowingVarColumn)Blobs).Append(row, blob);
        ByteCount += blob.Length;
        for (var ordinal = 0; ordinal < Vectors.Count; ordinal++) ByteCount += ((GrowingVectorColumn)Vectors[ordinal]).Append(row, ref vectors, batch.Vectors[ordinal], batchRow);
        var words = batch.WordCounts.Length > 0 ? batch.WordCounts[batchRow] : 0;
        if (WordCounts is not null) MemoryMarshal.Write(((GrowingFixedColumn)WordCounts).Append(row), words);
        ((GrowingIdTable)Ids).Add(hash, row, _hashOf);
        RowCount++;
        return words;
    }

    /// <summary>Appends the postings of the records appended last.</summary>
    public void AppendPostings(PreparedBatch batch, int firstRow)
    {
        Append(Words, batch.Words);
        for (var ordinal = 0; ordinal < batch.Positions.Length; ordinal++) Append(Vectors[ordinal].Positions, batch.Positions[ordinal]);

        void Append(PostingIndex? index, MemoryPostingRun? run)
        {
            if (run is null) return;
            run.MoveTo(firstRow);
            ((GrowingPostingIndex)index!).Append(run);
        }
    }
}
