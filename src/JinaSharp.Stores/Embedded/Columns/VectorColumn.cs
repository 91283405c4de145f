namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>The columns of one of a collection's vectors in one segment.</summary>
internal abstract class VectorColumn(VectorDefinition definition)
{
    private int _knownPresent;
    private Index.ListIndex? _lists;

    public VectorDefinition Definition { get; } = definition;

    /// <summary>One byte a row: whether the record has the vector.</summary>
    public required FixedColumn Present { get; init; }

    /// <summary>Rows of a dense or binary vector as stored (see <see cref="VectorLayout"/>).</summary>
    public FixedColumn? Rows { get; init; }

    /// <summary>One float a row that turns the product with the stored row into the score: inverse length (cosine), scale (8-bit rows), or both. Null: none is needed.</summary>
    public FixedColumn? Factors { get; init; }

    /// <summary>The first bytes of the sign codes of a dense vector.</summary>
    public FixedColumn? FrontCodes { get; init; }

    /// <summary>The other bytes of the sign codes; null where the first are all.</summary>
    public FixedColumn? RestCodes { get; init; }

    /// <summary>Rows of a multi- or sparse vector.</summary>
    public VarColumn? Variable { get; init; }

    /// <summary>The positions of a sparse vector.</summary>
    public PostingIndex? Positions { get; init; }

    /// <summary>The inverted lists of a dense vector, where the segment has them. Those of a segment in memory come and are replaced while it is read: a search looks once.</summary>
    public Index.ListIndex? Lists
    {
        get => Volatile.Read(ref _lists);
        set => Volatile.Write(ref _lists, value);
    }

    public unsafe bool Has(int row) => *Present.Row(row) != 0;

    /// <summary>Whether the first so many rows all have the vector. Each row is looked at once.</summary>
    public unsafe bool HasAll(int rowCount)
    {
        // Readers at the same time write the same findings.
        var known = Volatile.Read(ref _knownPresent);
        while (known < rowCount)
        {
            var count = Math.Min(Present.RunFrom(known), rowCount - known);
            if (new ReadOnlySpan<byte>(Present.Rows(known, count), count).Contains((byte)0)) return false;
            known += count;
            Volatile.Write(ref _knownPresent, known);
        }
        return true;
    }
}
