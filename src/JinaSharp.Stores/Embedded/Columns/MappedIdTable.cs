using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>The id table of a segment file.</summary>
internal sealed unsafe class MappedIdTable(MappedSegmentFile file) : IdTable
{
    private readonly Section _section = file.Find(SectionKind.IdSlots);

    public override ReadOnlySpan<ulong> Slots => new(file.Read(_section, 0, _section.Length), checked((int)(_section.Length / 8)));
}
