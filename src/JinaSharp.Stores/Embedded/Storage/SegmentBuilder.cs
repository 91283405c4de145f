using System.Runtime.InteropServices;
using JinaSharp.Stores.Embedded.Columns;
using JinaSharp.Stores.Embedded.Index;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>Writes the live rows of some segments, in order, as one segment file.</summary>
internal sealed class SegmentBuilder
{
    private readonly VectorCollectionDefinition _definition;
    private readonly List<(Segment Segment, int[] NewRows)> _sources = [];

    // The row's source and its row there, by new row.
    private readonly List<(int Source, int Row)> _rows = [];
    private readonly BuiltLists? _lists;

    public SegmentBuilder(VectorCollectionDefinition definition, IEnumerable<Slice> sources, long version)
    {
        _definition = definition;
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
        _lists = BuiltLists.TryBuild(definition, [.. _sources.Select(source => source.Segment)], _rows);
        if (_lists is not null) Reorder(_lists.Order);
    }

    public int RowCount => _rows.Count;

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
        if (sample.Codes is not null) WriteFixed(writer, SectionKind.Codes, ordinal, segment => segment.Vectors[ordinal].Codes!);
        if (sample.Variable is not null) WriteVariable(writer, SectionKind.VariableOffsets, SectionKind.VariableData, ordinal, segment => segment.Vectors[ordinal].Variable!);
        if (sample.Positions is not null) WritePostings(writer, ordinal, segment => segment.Vectors[ordinal].Positions!);
        if (_lists?.Ordinal != ordinal) return;
        writer.Begin(SectionKind.ListCentres, ordinal);
        writer.Write(MemoryMarshal.AsBytes(_lists.Centres.AsSpan()));
        writer.Begin(SectionKind.ListOffsets, ordinal);
        writer.Write(MemoryMarshal.AsBytes(_lists.Offsets.AsSpan()));
        writer.Begin(SectionKind.ListSettings, ordinal);
        writer.WriteInt32(_lists.Settings.Probes);
        writer.WriteInt32(_lists.Settings.Candidates);
        writer.WriteInt32(BitConverter.SingleToInt32Bits(_lists.Settings.Recall));
    }

    // The rows of a list come to lie one after another.
    private void Reorder(int[] order)
    {
        var rows = order.Select(row => _rows[row]).ToArray();
        _rows.Clear();
        _rows.AddRange(rows);
        for (var row = 0; row < rows.Length; row++) _sources[rows[row].Source].NewRows[rows[row].Row] = row;
    }

    private void WriteFixed(SegmentWriter writer, SectionKind kind, int vector, Func<Segment, FixedColumn> column)
    {
        writer.Begin(kind, vector);
        var columns = _sources.Select(source => column(source.Segment)).ToArray();
        foreach (var (source, row) in _rows) writer.Write(columns[source].Span(row));
    }

    private void WriteVariable(SegmentWriter writer, SectionKind offsets, SectionKind data, int vector, Func<Segment, VarColumn> column)
    {
        var columns = _sources.Select(source => column(source.Segment)).ToArray();
        writer.Begin(offsets, vector);
        var place = 0L;
        writer.WriteInt64(place);
        foreach (var (source, row) in _rows) writer.WriteInt64(place += columns[source][row].Length);
        writer.Begin(data, vector);
        foreach (var (source, row) in _rows) writer.Write(columns[source][row]);
    }

    private void WriteIds(SegmentWriter writer)
    {
        var slots = new ulong[IdTable.SlotCount(_rows.Count)];
        for (var row = 0; row < _rows.Count; row++)
        {
            var hash = IdHash.Compute(RecordBlob.Id(_sources[_rows[row].Source].Segment.Blobs[_rows[row].Row]));
            GrowingIdTable.Put(slots, hash, IdTable.Entry(hash, row));
        }
        writer.Begin(SectionKind.IdSlots);
        writer.Write(MemoryMarshal.AsBytes(slots.AsSpan()));
    }

    private void WritePostings(SegmentWriter writer, int vector, Func<Segment, PostingIndex> index)
    {
        ulong[] terms = [.. _sources.SelectMany(source => index(source.Segment).Terms).Distinct()];
        Array.Sort(terms);
        // Terms whose rows are all gone are left out: one pass counts, two write.
        var kept = new List<ulong>(terms.Length);
        var offsets = new List<long> { 0 };
        foreach (var term in terms)
        {
            long count = 0;
            foreach (var (segment, newRows) in _sources)
                foreach (var row in index(segment).Find(term).Before(newRows.Length).Rows)
                    if (newRows[row] >= 0)
                        count++;
            if (count == 0) continue;
            kept.Add(term);
            offsets.Add(offsets[^1] + count);
        }
        writer.Begin(SectionKind.Terms, vector);
        writer.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(kept)));
        writer.Begin(SectionKind.TermOffsets, vector);
        writer.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(offsets)));
        writer.Begin(SectionKind.PostingRows, vector);
        WritePostings(writer, kept, index, rows: true);
        writer.Begin(SectionKind.PostingValues, vector);
        WritePostings(writer, kept, index, rows: false);
    }

    private void WritePostings(SegmentWriter writer, List<ulong> terms, Func<Segment, PostingIndex> index, bool rows)
    {
        var found = new List<(int Row, int Value)>();
        foreach (var term in terms)
        {
            found.Clear();
            foreach (var (segment, newRows) in _sources)
            {
                var postings = index(segment).Find(term).Before(newRows.Length);
                for (var i = 0; i < postings.Rows.Length; i++)
                    if (newRows[postings.Rows[i]] is >= 0 and var row)
                        found.Add((row, postings.Values[i]));
            }
            if (_lists is not null) found.Sort(static (left, right) => left.Row.CompareTo(right.Row));
            foreach (var (row, value) in found) writer.WriteInt32(rows ? row : value);
        }
    }
}
