using System.Runtime.InteropServices;
using JinaSharp.Stores.Embedded.Columns;
using JinaSharp.Stores.Embedded.Index;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>Writes the live rows of some segments, in order, as one segment file.</summary>
internal sealed class SegmentBuilder
{
    // After so many rows written the pages they were read from are given back: rows in their order share pages, rows in that of lists bring a cluster of pages each.
    private const int ReleaseRows = 2048;
    private const int ReleaseReorderedRows = 256;

    private readonly VectorCollectionDefinition _definition;
    private readonly List<(Segment Segment, int[] NewRows)> _sources = [];

    // The row's source and its row there, by new row.
    private readonly List<(int Source, int Row)> _rows = [];
    private readonly BuiltLists? _first;
    private readonly List<BuiltLists> _others = [];
    private readonly CancellationToken _cancellationToken;
    private readonly int _releaseRows = ReleaseRows;

    /// <param name="definition">What the collection is.</param>
    /// <param name="sources">The rows.</param>
    /// <param name="version">Rows that are gone at this version are left out.</param>
    /// <param name="cancellationToken">Stops the work, also that of <see cref="Write"/>.</param>
    public SegmentBuilder(VectorCollectionDefinition definition, IEnumerable<Slice> sources, long version, CancellationToken cancellationToken)
    {
        (_definition, _cancellationToken) = (definition, cancellationToken);
        foreach (var (segment, rowCount) in sources)
        {
            var newRows = new int[rowCount];
            for (var row = 0; row < rowCount; row++)
            {
                newRows[row] = segment.Deletions.IsAlive(row, version) ? _rows.Count : -1;
                if (newRows[row] >= 0) _rows.Add((_sources.Count, row));
            }
            _sources.Add((segment, newRows));
        }
        var built = BuiltLists.Build(definition, [.. _sources.Select(source => source.Segment)], _rows, cancellationToken);
        if (built.Count == 0) return;
        (_first, _releaseRows) = (built[0], ReleaseReorderedRows);
        var newRow = Reorder(built[0]);
        _others.AddRange(built.Skip(1).Where(lists => lists.Settings.Probes > 0).Select(lists => lists.Renumber(row => newRow[row])));
    }

    public int RowCount => _rows.Count;

    /// <summary>The segments, and the new row of each of their rows; -1: it is gone.</summary>
    public IReadOnlyList<(Segment Segment, int[] NewRows)> Sources => _sources;

    /// <summary>Writes the file and brings it to the disk.</summary>
    public void Write(string path, Guid collection, long number)
    {
        using var writer = new SegmentWriter(path);
        WriteVariable(writer, SectionKind.BlobOffsets, SectionKind.BlobData, Section.NoVector, segment => segment.Blobs);
        WriteIds(writer);
        for (var ordinal = 0; ordinal < _definition.Vectors.Count; ordinal++) WriteVector(writer, ordinal);
        if (_definition.KeywordIndex)
        {
            WritePostings(writer, Section.NoVector, segment => segment.Words!);
            WriteFixed(writer, SectionKind.WordCounts, Section.NoVector, segment => segment.WordCounts!);
        }
        writer.Finish(collection, number, _rows.Count);
    }

    private void WriteVector(SegmentWriter writer, int ordinal)
    {
        var sample = _sources[0].Segment.Vectors[ordinal];
        WriteFixed(writer, SectionKind.Present, ordinal, segment => segment.Vectors[ordinal].Present);
        if (sample.Rows is not null) WriteFixed(writer, SectionKind.Rows, ordinal, segment => segment.Vectors[ordinal].Rows!);
        if (sample.Factors is not null) WriteFixed(writer, SectionKind.Factors, ordinal, segment => segment.Vectors[ordinal].Factors!);
        if (sample.FrontCodes is not null) WriteFixed(writer, SectionKind.FrontCodes, ordinal, segment => segment.Vectors[ordinal].FrontCodes!);
        if (sample.RestCodes is not null) WriteFixed(writer, SectionKind.RestCodes, ordinal, segment => segment.Vectors[ordinal].RestCodes!);
        if (sample.Variable is not null) WriteVariable(writer, SectionKind.VariableOffsets, SectionKind.VariableData, ordinal, segment => segment.Vectors[ordinal].Variable!);
        if (sample.Positions is not null) WritePostings(writer, ordinal, segment => segment.Vectors[ordinal].Positions!);
        if (_first?.Ordinal == ordinal) WriteLists(writer, _first);
        if (_others.Find(lists => lists.Ordinal == ordinal) is { } others) WriteListedRows(writer, others);
    }

    private static void WriteLists(SegmentWriter writer, BuiltLists lists)
    {
        writer.Begin(SectionKind.ListCentres, lists.Ordinal);
        writer.Write(MemoryMarshal.AsBytes(lists.Centres.AsSpan()));
        writer.Begin(SectionKind.ListOffsets, lists.Ordinal);
        writer.Write(MemoryMarshal.AsBytes(lists.Offsets.AsSpan()));
        writer.Begin(SectionKind.ListSettings, lists.Ordinal);
        writer.WriteInt32(lists.Settings.Probes);
        writer.WriteInt32(lists.Settings.Candidates);
        writer.WriteInt32(BitConverter.SingleToInt32Bits(lists.Settings.Recall));
        writer.WriteInt32(lists.Settings.Survivors);
        writer.WriteInt32(BitConverter.SingleToInt32Bits(lists.Settings.Gap));
    }

    // The rows lie in another order than that of these lists.
    private void WriteListedRows(SegmentWriter writer, BuiltLists lists)
    {
        WriteLists(writer, lists);
        writer.Begin(SectionKind.ListRows, lists.Ordinal);
        writer.Write(MemoryMarshal.AsBytes(lists.Rows.AsSpan()));
        writer.Begin(SectionKind.ListCodes, lists.Ordinal);
        var columns = _sources.Select(source => source.Segment.Vectors[lists.Ordinal].FrontCodes!).ToArray();
        for (var place = 0; place < lists.Rows.Length; place++)
        {
            var (source, row) = _rows[lists.Rows[place]];
            writer.Write(columns[source].Span(row));
            if ((place + 1) % _releaseRows == 0) ReleaseSources();
        }
        ReleaseSources();
    }

    // The rows of a list come to lie one after another, those without the vector after all lists. Gives the new row of each.
    private int[] Reorder(BuiltLists lists)
    {
        var newRow = new int[_rows.Count];
        Array.Fill(newRow, -1);
        for (var place = 0; place < lists.Rows.Length; place++) newRow[lists.Rows[place]] = place;
        var next = lists.Rows.Length;
        for (var row = 0; row < newRow.Length; row++)
            if (newRow[row] < 0)
                newRow[row] = next++;
        var rows = new (int Source, int Row)[_rows.Count];
        for (var row = 0; row < newRow.Length; row++) rows[newRow[row]] = _rows[row];
        _rows.Clear();
        _rows.AddRange(rows);
        for (var row = 0; row < rows.Length; row++) _sources[rows[row].Source].NewRows[rows[row].Row] = row;
        return newRow;
    }

    private void WriteFixed(SegmentWriter writer, SectionKind kind, int vector, Func<Segment, FixedColumn> column)
    {
        writer.Begin(kind, vector);
        var columns = _sources.Select(source => column(source.Segment)).ToArray();
        for (var row = 0; row < _rows.Count; row++)
        {
            writer.Write(columns[_rows[row].Source].Span(_rows[row].Row));
            if ((row + 1) % _releaseRows == 0) ReleaseSources();
        }
        ReleaseSources();
    }

    private void WriteVariable(SegmentWriter writer, SectionKind offsets, SectionKind data, int vector, Func<Segment, VarColumn> column)
    {
        var columns = _sources.Select(source => column(source.Segment)).ToArray();
        var places = new long[_rows.Count + 1];
        for (var row = 0; row < _rows.Count; row++)
        {
            // Also this first look reads: the checksums of the rows' blocks are checked.
            places[row + 1] = places[row] + columns[_rows[row].Source][_rows[row].Row].Length;
            if ((row + 1) % _releaseRows == 0) ReleaseSources();
        }
        writer.Begin(offsets, vector);
        writer.Write(MemoryMarshal.AsBytes(places.AsSpan()));
        writer.Begin(data, vector);
        for (var row = 0; row < _rows.Count; row++)
        {
            writer.Write(columns[_rows[row].Source][_rows[row].Row]);
            if ((row + 1) % _releaseRows == 0) ReleaseSources();
        }
        ReleaseSources();
    }

    private void WriteIds(SegmentWriter writer)
    {
        var slots = new ulong[IdTable.SlotCount(_rows.Count)];
        for (var row = 0; row < _rows.Count; row++)
        {
            var hash = IdHash.Compute(RecordBlob.Id(_sources[_rows[row].Source].Segment.Blobs[_rows[row].Row]));
            GrowingIdTable.Put(slots, hash, IdTable.Entry(hash, row));
            if ((row + 1) % _releaseRows == 0) ReleaseSources();
        }
        ReleaseSources();
        writer.Begin(SectionKind.IdSlots);
        writer.Write(MemoryMarshal.AsBytes(slots.AsSpan()));
    }

    private void WritePostings(SegmentWriter writer, int vector, Func<Segment, PostingIndex> index) =>
        new PostingWriter(writer, [.. _sources.Select(source => (index(source.Segment), source.NewRows))], _first is not null, ReleaseSources).Write(vector);

    // Of the files that are merged, no more than a part lies in memory at a time. Also the place to stop.
    private void ReleaseSources()
    {
        _cancellationToken.ThrowIfCancellationRequested();
        foreach (var (segment, _) in _sources) (segment as SealedSegment)?.File.Release();
    }
}
