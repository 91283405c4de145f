using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>A column of rows of different sizes in a segment file.</summary>
internal sealed unsafe class MappedVarColumn(MappedSegmentFile file, SectionKind offsets, SectionKind data, int vector) : VarColumn
{
    private readonly Section _offsets = file.Find(offsets, vector);
    private readonly Section _data = file.Find(data, vector);

    public override ReadOnlySpan<byte> this[int row]
    {
        get
        {
            var places = (long*)file.Read(_offsets, row * 8L, 16);
            var length = places[1] - places[0];
            return new ReadOnlySpan<byte>(file.Read(_data, places[0], length), checked((int)length));
        }
    }
}
