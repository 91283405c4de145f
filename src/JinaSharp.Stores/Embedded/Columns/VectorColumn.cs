namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>The columns of one of a collection's vectors in one segment.</summary>
internal abstract class VectorColumn(VectorDefinition definition)
{
    public VectorDefinition Definition { get; } = definition;

    /// <summary>One byte a row: whether the record has the vector.</summary>
    public required FixedColumn Present { get; init; }

    /// <summary>Rows of a dense or binary vector as stored (see <see cref="VectorLayout"/>).</summary>
    public FixedColumn? Rows { get; init; }

    /// <summary>One float a row that turns the product with the stored row into the score: inverse length (cosine), scale (8-bit rows), or both. Null: none is needed.</summary>
    public FixedColumn? Factors { get; init; }

    /// <summary>Sign codes of a dense vector.</summary>
    public FixedColumn? Codes { get; init; }

    /// <summary>Rows of a multi- or sparse vector.</summary>
    public VarColumn? Variable { get; init; }

    /// <summary>The positions of a sparse vector.</summary>
    public PostingIndex? Positions { get; init; }

    /// <summary>The inverted lists of a dense vector, where the segment has them.</summary>
    public Index.ListIndex? Lists { get; init; }

    public unsafe bool Has(int row) => *Present.Row(row) != 0;
}
