namespace JinaSharp.Stores.Embedded.Storage;

// Checking blocks beside the searches, before they need them.
internal sealed unsafe partial class MappedSegmentFile
{
    // After so many blocks their pages are given back: searches read few of them, and only looking must not take memory.
    private const int ReleaseBlocks = 256;

    // What searches touch first; texts and payloads of hits come last.
    private static readonly SectionKind[] Order =
    [
        SectionKind.ListOffsets, SectionKind.ListSettings, SectionKind.ListCentres, SectionKind.Present, SectionKind.Factors, SectionKind.ListRows, SectionKind.ListCodes,
        SectionKind.FrontCodes, SectionKind.RestCodes, SectionKind.Rows, SectionKind.VariableOffsets, SectionKind.VariableData,
    ];

    /// <summary>The number of blocks that were not checked yet.</summary>
    public int UncheckedCount => _checked.Count(isChecked => !isChecked);

    /// <summary>Checks the blocks that are in the system's memory already, of a file with lists. One that is not good stays unchecked: who reads it hears of it.</summary>
    /// <remarks>A search that reads all rows checks them about as fast as it reads them, and is only disturbed by it (benchmarks <c>lists</c>, <c>upsert</c>).</remarks>
    public void CheckAhead(CancellationToken cancellationToken)
    {
        if (!_sections.Keys.Any(section => section.Item1 == SectionKind.ListOffsets)) return;
        foreach (var section in _sections.Values.Where(section => section.Length > 0).OrderBy(section => (uint)Array.IndexOf(Order, section.Kind)))
        {
            var first = (int)((section.Offset - SegmentHeader.ByteCount) >> _blockShift);
            var last = (int)((section.Offset + section.Length - 1 - SegmentHeader.ByteCount) >> _blockShift);
            for (var block = last; block >= first; block--)
            {
                if (cancellationToken.IsCancellationRequested) return;
                var (offset, length) = PlaceOf(block);
                if (_checked[block] || !NativeAdvice.IsInMemory(_start + offset, length) || !IsGood(block)) continue;
                _checked[block] = true;
                if (block % ReleaseBlocks == 0) NativeAdvice.Release(_start + offset, Math.Min(ReleaseBlocks * (long)Header.BlockBytes, Header.TableOffset - offset));
            }
        }
        GC.KeepAlive(this);
    }
}
