namespace JinaSharp.Stores.Embedded.Index;

/// <summary>Lists in the order of their nearness to a query.</summary>
/// <param name="lists">The lists, nearest first.</param>
/// <param name="distances">Minus the products of their centres with the query, ascending as far as the lists go.</param>
/// <param name="mean">The mean of that over all lists.</param>
internal readonly ref struct NearestLists(Span<int> lists, Span<float> distances, float mean)
{
    private readonly ReadOnlySpan<int> _lists = lists;
    private readonly ReadOnlySpan<float> _distances = distances[..lists.Length];

    public void Deconstruct(out ReadOnlySpan<int> nearest, out ReadOnlySpan<float> distances, out float mean)
    {
        nearest = _lists;
        distances = _distances;
        mean = Mean;
    }

    private float Mean { get; } = mean;
}
