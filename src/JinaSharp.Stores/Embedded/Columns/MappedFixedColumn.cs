using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>A column in a segment file.</summary>
internal sealed unsafe class MappedFixedColumn : FixedColumn
{
    private readonly MappedSegmentFile _file;
    private readonly Section _section;

    public MappedFixedColumn(MappedSegmentFile file, SectionKind kind, int vector, int stride) : this(file, kind, vector, stride, file.Header.RowCount)
    {
    }

    public MappedFixedColumn(MappedSegmentFile file, SectionKind kind, int vector, int stride, int rowCount) : base(stride)
    {
        _file = file;
        _section = file.Find(kind, vector);
        if (_section.Length != rowCount * (long)stride)
            throw new DamagedStoreException(file.Path, _section.Offset, $"section {kind} has {_section.Length} bytes; expected {rowCount} rows of {stride}.");
    }

    public override int BlockRows => int.MaxValue;

    public override byte* Rows(int first, int count) => _file.Read(_section, first * (long)Stride, count * (long)Stride);
}
