using JinaSharp.Stores.Embedded.Columns;

namespace JinaSharp.Stores.Embedded.Index;

/// <summary>Inverted lists for rows that are to become a segment.</summary>
/// <param name="Ordinal">The vector that they are over.</param>
/// <param name="Centres">Centres: <c>[lists][dimensions]</c>.</param>
/// <param name="Offsets">The first row of each list, in the new order; one more at the end.</param>
/// <param name="Order">The rows in the new order.</param>
/// <param name="Settings">How to search them.</param>
internal sealed record BuiltLists(int Ordinal, float[] Centres, int[] Offsets, int[] Order, ListSettings Settings)
{
    // Signs of few dimensions say too little.
    private const int LeastDimensions = 64;

    /// <summary>Builds lists over the first vector that can have them; null when there is none, or there are too few rows.</summary>
    public static BuiltLists? TryBuild(VectorCollectionDefinition definition, IReadOnlyList<Segment> sources, IReadOnlyList<(int Source, int Row)> rows)
    {
        if (rows.Count < Math.Max(EmbeddedSettings.IndexRows(definition), 1000)) return null;
        for (var ordinal = 0; ordinal < definition.Vectors.Count; ordinal++)
        {
            var vector = definition.Vectors[ordinal];
            if (vector.Kind != VectorKind.Dense || vector.Dimensions < LeastDimensions) continue;
            return Build(new VectorRows(sources, rows, ordinal), ordinal);
        }
        return null;
    }

    private static BuiltLists Build(VectorRows rows, int ordinal)
    {
        var lists = ListTrainer.ListCount(rows.Count);
        var centres = ListTrainer.Train(rows, lists);
        var listOf = ListTrainer.Assign(rows, centres);
        var settings = ListCalibration.Measure(rows, centres, listOf);
        var offsets = new int[lists + 1];
        foreach (var list in listOf) offsets[list + 1]++;
        for (var list = 0; list < lists; list++) offsets[list + 1] += offsets[list];
        var next = (int[])offsets.Clone();
        var order = new int[rows.Count];
        for (var row = 0; row < rows.Count; row++) order[next[listOf[row]]++] = row;
        return new BuiltLists(ordinal, centres, offsets, order, settings);
    }
}
