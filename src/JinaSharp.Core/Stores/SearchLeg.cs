namespace JinaSharp;

/// <summary>One search of a <see cref="SearchQuery"/>: by vector, by words, or by a stored record. Exactly one of the three is set.</summary>
public sealed record SearchLeg
{
    private SearchLeg()
    {
    }

    /// <summary>The query vector.</summary>
    public VectorValue? Vector { get; private init; }

    /// <summary>The words to look for.</summary>
    public string? Text { get; private init; }

    /// <summary>The id of the record whose vector is the query.</summary>
    public string? Id { get; private init; }

    /// <summary>The name of the vector to compare with.</summary>
    public string VectorName { get; init; } = VectorDefinition.DefaultName;

    /// <summary>How many hits this leg gives to the fusion.</summary>
    /// <value>The default is null: as many as the fusion needs, at least ten times the hits wanted, up to 1000.</value>
    public int? CandidateCount { get; init; }

    /// <summary>A cheap first search whose candidates are then compared in full.</summary>
    /// <value>The default is null: none.</value>
    public CoarseSearch? Coarse { get; init; }

    /// <summary>A search by vector.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="vectorName">The name of the vector to compare with.</param>
    /// <returns>The leg.</returns>
    public static SearchLeg ByVector(VectorValue vector, string vectorName = VectorDefinition.DefaultName)
    {
        ArgumentNullException.ThrowIfNull(vector);
        return new SearchLeg { Vector = vector, VectorName = vectorName };
    }

    /// <summary>A keyword search over the text of the records.</summary>
    /// <param name="text">The words.</param>
    /// <returns>The leg.</returns>
    public static SearchLeg ByText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new SearchLeg { Text = text };
    }

    /// <summary>A search by the vector of a stored record, which is itself left out.</summary>
    /// <param name="id">The record's id.</param>
    /// <param name="vectorName">The name of the vector to compare.</param>
    /// <returns>The leg.</returns>
    public static SearchLeg ById(string id, string vectorName = VectorDefinition.DefaultName)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return new SearchLeg { Id = id, VectorName = vectorName };
    }
}
