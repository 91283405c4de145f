using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>The run of a segment file: all its postings.</summary>
internal sealed unsafe class MappedPostingRun(MappedSegmentFile file, int vector) : PostingRun
{
    private readonly Section _terms = file.Find(SectionKind.Terms, vector);
    private readonly Section _offsets = file.Find(SectionKind.TermOffsets, vector);
    private readonly Section _rows = file.Find(SectionKind.PostingRows, vector);
    private readonly Section _values = file.Find(SectionKind.PostingValues, vector);

    public override int TermCount => checked((int)(_terms.Length / 8));

    public override ulong Term(int index) => *(ulong*)file.Read(_terms, index * 8L, 8);

    public override Postings At(int index)
    {
        var places = (long*)file.Read(_offsets, index * 8L, 16);
        var count = checked((int)(places[1] - places[0]));
        return new Postings(
            new ReadOnlySpan<int>(file.Read(_rows, places[0] * 4, count * 4L), count),
            new ReadOnlySpan<int>(file.Read(_values, places[0] * 4, count * 4L), count));
    }
}
