namespace JinaSharp.Stores.Embedded.Search;

/// <summary>A row with its score.</summary>
internal readonly record struct Candidate(double Score, int Slice, int Row) : IComparable<Candidate>
{
    /// <summary>Best first; of equal scores the older row.</summary>
    public int CompareTo(Candidate other)
    {
        var order = other.Score.CompareTo(Score);
        if (order == 0) order = Slice.CompareTo(other.Slice);
        return order == 0 ? Row.CompareTo(other.Row) : order;
    }
}
