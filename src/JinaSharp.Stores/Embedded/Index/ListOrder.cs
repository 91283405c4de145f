namespace JinaSharp.Stores.Embedded.Index;

/// <summary>All lists in the order of their nearness to one query.</summary>
/// <param name="Lists">The lists, nearest first.</param>
/// <param name="Rank">The place of each list among them.</param>
/// <param name="Distances">Minus the products with the centres, ascending.</param>
/// <param name="Mean">Their mean.</param>
internal sealed record ListOrder(int[] Lists, int[] Rank, float[] Distances, float Mean)
{
    /// <summary>Orders the lists for a query.</summary>
    public static ListOrder Of(ReadOnlySpan<float> query, float[] centres)
    {
        var lists = Enumerable.Range(0, centres.Length / query.Length).ToArray();
        var distances = new float[lists.Length];
        for (var list = 0; list < lists.Length; list++) distances[list] = -VectorMath.Dot(query, centres.AsSpan(list * query.Length, query.Length));
        Array.Sort(distances, lists);
        var rank = new int[lists.Length];
        for (var place = 0; place < lists.Length; place++) rank[lists[place]] = place;
        return new ListOrder(lists, rank, distances, distances.Average());
    }

    /// <summary>How many lists are looked into with some settings.</summary>
    public int Within(int probes, float gap) => ListCalibration.Within(Distances.AsSpan(0, Math.Min(probes, Distances.Length)), Mean, gap);
}
