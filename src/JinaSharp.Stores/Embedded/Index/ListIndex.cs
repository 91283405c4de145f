using JinaSharp.Stores.Embedded.Columns;
using JinaSharp.Stores.Embedded.Search;
using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Embedded.Index;

/// <summary>The inverted lists of one vector in a segment, each around a centre. The rows of a segment file lie in the order of its first lists; others name their rows.</summary>
internal sealed unsafe class ListIndex
{
    private readonly FixedColumn _offsets;
    private readonly FixedColumn? _rows;
    private readonly FixedColumn? _fronts;
    private readonly Lazy<ListCentres> _centres;

    private ListIndex(int count, int rowCount, ListSettings settings, FixedColumn offsets, FixedColumn? rows, FixedColumn? fronts, Func<ListCentres> centres)
    {
        (Count, RowCount, Settings, _offsets, _rows, _fronts) = (count, rowCount, settings, offsets, rows, fronts);
        _centres = new Lazy<ListCentres>(centres);
    }

    /// <summary>The number of lists.</summary>
    public int Count { get; }

    /// <summary>So many rows, the first of the segment, are in lists, those of them that have the vector.</summary>
    public int RowCount { get; }

    public ListSettings Settings { get; }

    /// <summary>The lists of a segment file, if it has any that are good to use.</summary>
    public static ListIndex? Open(MappedSegmentFile file, int vector, int dimensions)
    {
        if (!file.Has(SectionKind.ListOffsets, vector)) return null;
        var settings = ReadSettings(file, file.Find(SectionKind.ListSettings, vector));
        if (settings.Probes <= 0) return null;
        var count = checked((int)(file.Find(SectionKind.ListOffsets, vector).Length / 4) - 1);
        var offsets = new MappedFixedColumn(file, SectionKind.ListOffsets, vector, 4, count + 1);
        FixedColumn? rows = null, fronts = null;
        if (file.Has(SectionKind.ListRows, vector))
        {
            var listed = *(int*)offsets.Row(count);
            rows = new MappedFixedColumn(file, SectionKind.ListRows, vector, 4, listed);
            fronts = new MappedFixedColumn(file, SectionKind.ListCodes, vector, VectorLayout.FrontBytes(dimensions), listed);
        }
        return new ListIndex(count, file.Header.RowCount, settings, offsets, rows, fronts, () =>
        {
            var section = file.Find(SectionKind.ListCentres, vector);
            var centres = new ListCentres(count, dimensions);
            for (var list = 0; list < count; list++) centres.Set(list, new ReadOnlySpan<float>(file.Read(section, list * (long)dimensions * 4, dimensions * 4L), dimensions));
            return centres;
        });
    }

    /// <summary>Lists over the first rows of a segment in memory, if they are good to use. Nothing of the rows is copied but the first bits of their codes.</summary>
    public static ListIndex? InMemory(BuiltLists built, VectorColumn vector, int rowCount)
    {
        if (built.Settings.Probes <= 0) return null;
        var (count, dimensions) = (built.Offsets.Length - 1, vector.Definition.Dimensions);
        var fronts = new ArrayColumn(VectorLayout.FrontBytes(dimensions), built.Rows.Length);
        for (var place = 0; place < built.Rows.Length; place++) vector.FrontCodes!.Span(built.Rows[place]).CopyTo(fronts.Edit(place));
        var centres = new ListCentres(count, dimensions);
        for (var list = 0; list < count; list++) centres.Set(list, built.Centres.AsSpan(list * dimensions, dimensions));
        return new ListIndex(count, rowCount, built.Settings, ArrayColumn.Of(built.Offsets), ArrayColumn.Of(built.Rows), fronts, () => centres);
    }

    /// <summary>Where a list lies.</summary>
    public (int First, int End) Places(int list)
    {
        var places = (int*)_offsets.Rows(list, 2);
        return (places[0], places[1]);
    }

    /// <summary>The first bytes of the sign codes at places, and how they lie.</summary>
    /// <param name="vector">The vector's columns.</param>
    public FixedColumn Fronts(VectorColumn vector) => _fronts ?? vector.FrontCodes!;

    /// <summary>The row at a place.</summary>
    public int Row(int place)
    {
        if (_rows is null) return place;
        var row = *(int*)_rows.Row(place);
        return (uint)row < (uint)RowCount ? row : throw new InvalidOperationException($"A list names row {row}; there are {RowCount}.");
    }

    /// <summary>The lists to look into for a query, nearest first.</summary>
    /// <param name="query">The query.</param>
    /// <param name="code">The same, to be compared with codes.</param>
    /// <param name="factor">How many times as many as the settings say: more for more hits than ten, or where many rows do not count.</param>
    public ReadOnlySpan<int> Nearest(ReadOnlySpan<float> query, CodeQuery code, double factor)
    {
        var most = Math.Min(Settings.Probes, Count);
        var (lists, distances, mean) = _centres.Value.Nearest(query, code, (int)Math.Min(Count, Math.Ceiling(most * factor)));
        var near = ListCalibration.Within(distances[..Math.Min(most, distances.Length)], mean, Settings.Gap);
        return lists[..(int)Math.Min(lists.Length, Math.Ceiling(near * factor))];
    }

    private static ListSettings ReadSettings(MappedSegmentFile file, Section section)
    {
        var values = (int*)file.Read(section, 0, section.Length);
        // Version 1 compared whole codes at once.
        return section.Length > 12
            ? new ListSettings(values[0], values[1], BitConverter.Int32BitsToSingle(values[2]), values[3], BitConverter.Int32BitsToSingle(values[4]))
            : new ListSettings(values[0], values[1], BitConverter.Int32BitsToSingle(values[2]), values[1] * 8, float.PositiveInfinity);
    }
}
