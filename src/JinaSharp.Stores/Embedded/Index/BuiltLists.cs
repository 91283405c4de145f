using JinaSharp.Stores.Embedded.Columns;

namespace JinaSharp.Stores.Embedded.Index;

/// <summary>Inverted lists over one dense vector of some rows.</summary>
/// <param name="Ordinal">The vector that they are over.</param>
/// <param name="Centres">Centres: <c>[lists][dimensions]</c>.</param>
/// <param name="Offsets">Where each list starts in <paramref name="Rows"/>; one more at the end.</param>
/// <param name="Rows">The rows that have the vector, list by list, as numbered by the caller.</param>
/// <param name="Settings">How to search them.</param>
internal sealed record BuiltLists(int Ordinal, float[] Centres, int[] Offsets, int[] Rows, ListSettings Settings)
{
    // Signs of few dimensions say too little.
    private const int LeastDimensions = 64;

    // Fewer rows are compared sooner than lists are looked up.
    private const int LeastRows = 1000;

    /// <summary>The least rows with a vector for which there are lists over it.</summary>
    public static long LeastRowsFor(VectorCollectionDefinition definition) => Math.Max(EmbeddedSettings.IndexRows(definition), LeastRows);

    /// <summary>Builds lists over every vector that can have them and that enough rows have.</summary>
    /// <param name="definition">What the collection is.</param>
    /// <param name="sources">The segments of the rows.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>For each such vector its lists, of places in <paramref name="rows"/>.</returns>
    public static List<BuiltLists> Build(VectorCollectionDefinition definition, IReadOnlyList<Segment> sources, IReadOnlyList<(int Source, int Row)> rows, CancellationToken cancellationToken)
    {
        var built = new List<BuiltLists>();
        var least = LeastRowsFor(definition);
        if (rows.Count < least) return built;
        for (var ordinal = 0; ordinal < definition.Vectors.Count; ordinal++)
        {
            if (definition.Vectors[ordinal] is not { Kind: VectorKind.Dense, Dimensions: >= LeastDimensions }) continue;
            var columns = sources.Select(source => source.Vectors[ordinal]).ToArray();
            int[] present = [.. Enumerable.Range(0, rows.Count).Where(place => columns[rows[place].Source].Has(rows[place].Row))];
            if (present.Length < least) continue;
            var lists = Build(present.Length == rows.Count ? new VectorRows(sources, rows, ordinal) : new VectorRows(sources, [.. present.Select(place => rows[place])], ordinal), ordinal, cancellationToken);
            built.Add(lists with { Rows = [.. lists.Rows.Select(index => present[index])] });
        }
        return built;
    }

    /// <summary>The same lists of rows that are numbered otherwise; the rows of each list ascend.</summary>
    public BuiltLists Renumber(Func<int, int> number)
    {
        int[] rows = [.. Rows.Select(number)];
        for (var list = 0; list + 1 < Offsets.Length; list++) Array.Sort(rows, Offsets[list], Offsets[list + 1] - Offsets[list]);
        return this with { Rows = rows };
    }

    private static BuiltLists Build(VectorRows rows, int ordinal, CancellationToken cancellationToken)
    {
        var lists = ListTrainer.ListCount(rows.Count);
        var centres = ListTrainer.Train(rows, lists, cancellationToken);
        var listOf = ListTrainer.Assign(rows, centres, cancellationToken);
        var settings = ListCalibration.Measure(rows, centres, listOf, cancellationToken);
        var offsets = new int[lists + 1];
        foreach (var list in listOf) offsets[list + 1]++;
        for (var list = 0; list < lists; list++) offsets[list + 1] += offsets[list];
        var next = (int[])offsets.Clone();
        var order = new int[rows.Count];
        for (var row = 0; row < rows.Count; row++) order[next[listOf[row]]++] = row;
        return new BuiltLists(ordinal, centres, offsets, order, settings);
    }
}
