namespace JinaSharp;

/// <summary>A cheap first search whose candidates are then compared in full.</summary>
public sealed record CoarseSearch
{
    /// <summary>Compare only this many leading dimensions (Matryoshka); the query is cut to them and rescaled.</summary>
    /// <value>The default is null: all dimensions.</value>
    public int? Dimensions { get; init; }

    /// <summary>Compare another, smaller stored vector of this name, such as one of binary type or fewer dimensions.</summary>
    /// <value>The default is null: the leg's own vector.</value>
    public string? VectorName { get; init; }

    /// <summary>The query for <see cref="VectorName"/>, where it is not the leading dimensions of the leg's own: such as the dense vector of a query
    /// whose multi-vector then scores the candidates.</summary>
    /// <value>The default is null: the leg's own vector, cut to the size of the other.</value>
    public VectorValue? Vector { get; init; }

    /// <summary>Compare one-bit sign codes of the vectors.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool SignCodes { get; init; }

    /// <summary>How many candidates to compare in full, as a multiple of the hits wanted.</summary>
    /// <value>The default is 10.</value>
    public int Oversampling { get; init; } = 10;
}
