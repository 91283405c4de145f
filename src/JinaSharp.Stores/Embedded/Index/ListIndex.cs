using JinaSharp.Stores.Embedded.Search;
using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Embedded.Index;

/// <summary>The inverted lists of a segment: its rows lie in the order of the lists, each list around a centre.</summary>
internal sealed unsafe class ListIndex
{
    private readonly MappedSegmentFile _file;
    private readonly Section _offsets;
    private readonly int _dimensions;
    private readonly Lazy<ListCentres> _centres;

    private ListIndex(MappedSegmentFile file, int vector, int dimensions)
    {
        _file = file;
        _dimensions = dimensions;
        _offsets = file.Find(SectionKind.ListOffsets, vector);
        Count = checked((int)(_offsets.Length / 4) - 1);
        var settings = file.Find(SectionKind.ListSettings, vector);
        var values = (int*)file.Read(settings, 0, settings.Length);
        // Version 1 compared whole codes at once.
        Settings = new ListSettings(values[0], values[1], BitConverter.Int32BitsToSingle(values[2]), settings.Length > 12 ? values[3] : values[1] * 8,
            settings.Length > 12 ? BitConverter.Int32BitsToSingle(values[4]) : float.PositiveInfinity);
        _centres = new Lazy<ListCentres>(() => ReadCentres(file.Find(SectionKind.ListCentres, vector)));
    }

    /// <summary>The number of lists.</summary>
    public int Count { get; }

    public ListSettings Settings { get; }

    /// <summary>The lists of a segment, if it has any that are good to use.</summary>
    public static ListIndex? Open(MappedSegmentFile file, int vector, int dimensions)
    {
        if (!file.Has(SectionKind.ListOffsets, vector)) return null;
        var index = new ListIndex(file, vector, dimensions);
        return index.Settings.Probes > 0 ? index : null;
    }

    /// <summary>The rows of a list.</summary>
    public (int First, int End) Rows(int list)
    {
        var places = (int*)_file.Read(_offsets, list * 4L, 8);
        return (places[0], places[1]);
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

    private ListCentres ReadCentres(Section section)
    {
        var centres = new ListCentres(Count, _dimensions);
        for (var list = 0; list < Count; list++) centres.Set(list, new ReadOnlySpan<float>(_file.Read(section, list * (long)_dimensions * 4, _dimensions * 4L), _dimensions));
        return centres;
    }
}
