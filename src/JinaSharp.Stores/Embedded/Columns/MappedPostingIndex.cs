using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>The postings of a segment file.</summary>
internal sealed unsafe class MappedPostingIndex(MappedSegmentFile file, int vector) : PostingIndex
{
    private readonly Section _terms = file.Find(SectionKind.Terms, vector);
    private readonly Section _offsets = file.Find(SectionKind.TermOffsets, vector);
    private readonly Section _rows = file.Find(SectionKind.PostingRows, vector);
    private readonly Section _values = file.Find(SectionKind.PostingValues, vector);

    public override IEnumerable<ulong> Terms => Keys().ToArray();

    public override Postings Find(ulong term)
    {
        var at = Keys().BinarySearch(term);
        if (at < 0) return default;
        var places = (long*)file.Read(_offsets, at * 8L, 16);
        var count = checked((int)(places[1] - places[0]));
        return new Postings(
            new ReadOnlySpan<int>(file.Read(_rows, places[0] * 4, count * 4L), count),
            new ReadOnlySpan<int>(file.Read(_values, places[0] * 4, count * 4L), count));
    }

    private ReadOnlySpan<ulong> Keys() => new(file.Read(_terms, 0, _terms.Length), checked((int)(_terms.Length / 8)));
}
