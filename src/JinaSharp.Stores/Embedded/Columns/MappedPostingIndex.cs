using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>The postings of a segment file.</summary>
internal sealed class MappedPostingIndex : PostingIndex
{
    private readonly MappedPostingRun _run;

    public MappedPostingIndex(MappedSegmentFile file, int vector)
    {
        _run = new MappedPostingRun(file, vector);
        Runs = [_run];
    }

    public override IReadOnlyList<PostingRun> Runs { get; }

    public override Postings Find(ulong term)
    {
        int low = 0, high = _run.TermCount - 1;
        while (low <= high)
        {
            var middle = (int)((uint)(low + high) >> 1);
            var found = _run.Term(middle);
            if (found == term) return _run.At(middle);
            if (found < term) low = middle + 1;
            else high = middle - 1;
        }
        return default;
    }
}
