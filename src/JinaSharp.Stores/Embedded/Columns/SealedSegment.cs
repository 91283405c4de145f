using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>A segment in a file of its own, mapped into memory.</summary>
internal sealed class SealedSegment : Segment
{
    private SealedSegment(MappedSegmentFile file) => File = file;

    public MappedSegmentFile File { get; }

    public long Number => File.Header.Number;

    public int RowCount => File.Header.RowCount;

    /// <summary>Opens a segment file.</summary>
    /// <exception cref="DamagedStoreException">The file is not what the collection needs.</exception>
    public static SealedSegment Open(string path, Guid collection, VectorCollectionDefinition definition, ReadOnlySpan<byte> deleted)
    {
        var file = new MappedSegmentFile(path, collection);
        return new SealedSegment(file)
        {
            Blobs = new MappedVarColumn(file, SectionKind.BlobOffsets, SectionKind.BlobData, Section.NoVector),
            Ids = new MappedIdTable(file),
            Vectors = [.. definition.Vectors.Select((vector, ordinal) => new MappedVectorColumn(file, vector, ordinal))],
            Words = definition.KeywordIndex ? new MappedPostingIndex(file, Section.NoVector) : null,
            Deletions = RowDeletions.FromBits(deleted),
            WordCounts = definition.KeywordIndex ? new MappedFixedColumn(file, SectionKind.WordCounts, Section.NoVector, 4) : null,
        };
    }
}
