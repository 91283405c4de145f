namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>The rows that hold a term, ascending, and a value each: how often it occurs, or the bits of a weight.</summary>
internal readonly ref struct Postings(ReadOnlySpan<int> rows, ReadOnlySpan<int> values)
{
    public ReadOnlySpan<int> Rows { get; } = rows;

    public ReadOnlySpan<int> Values { get; } = values;

    /// <summary>Those of the first rows of the segment.</summary>
    public Postings Before(int rowCount)
    {
        var count = Rows.Length;
        if (count > 0 && Rows[^1] >= rowCount)
        {
            count = Rows.BinarySearch(rowCount);
            if (count < 0) count = ~count;
        }
        return new Postings(Rows[..count], Values[..count]);
    }
}
