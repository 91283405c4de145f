using Microsoft.Extensions.AI;

namespace JinaSharp;

/// <summary>A search: by vector, by words, by the vector of a stored record, or by several of these fused.</summary>
/// <remarks>Made by <see cref="ByVector"/>, <see cref="ByText"/>, <see cref="ById"/> and <see cref="Hybrid(IReadOnlyList{SearchLeg}, Fusion?)"/>; change it with <c>with</c>.</remarks>
public sealed record SearchQuery
{
    private SearchQuery(IReadOnlyList<SearchLeg> legs) => Legs = legs;

    /// <summary>The searches; more than one are fused by <see cref="Fusion"/>.</summary>
    public IReadOnlyList<SearchLeg> Legs { get; private init; }

    /// <summary>How several searches become one ranking.</summary>
    /// <value>The default is null: <see cref="Fusion.ReciprocalRank(int, IReadOnlyList{double}?)"/> with its defaults.</value>
    public Fusion? Fusion { get; init; }

    /// <summary>How many hits (or groups) to return, at least 1.</summary>
    /// <value>The default is 10.</value>
    public int Top { get; init; } = 10;

    /// <summary>How many hits to pass over first.</summary>
    /// <value>The default is 0.</value>
    public int Offset { get; init; }

    /// <summary>Only records that match.</summary>
    /// <value>The default is null: all.</value>
    public Filter? Filter { get; init; }

    /// <summary>The least score of a hit, on the similarity scale of <see cref="DistanceMetric"/> (of the fused score when there are several legs).</summary>
    /// <value>The default is null: every score. Zero is a threshold of zero.</value>
    public double? MinScore { get; init; }

    /// <summary>Which parts of the records to return.</summary>
    /// <value>The default is <see cref="RecordParts.Default"/>: text and payload.</value>
    public RecordParts Parts { get; init; } = RecordParts.Default;

    /// <summary>The payload field by which hits are grouped, best group first.</summary>
    /// <value>The default is null: no groups.</value>
    public string? GroupBy { get; init; }

    /// <summary>How many hits of a group to return.</summary>
    /// <value>The default is 1.</value>
    public int GroupSize { get; init; } = 1;

    /// <summary>Whether every vector is compared, with no approximate index.</summary>
    /// <value>The default is <see langword="false"/>: the store decides.</value>
    public bool Exact { get; init; }

    /// <summary>Settings that only one store knows, by that store's own documented names, such as <c>qdrant.hnsw_ef</c> or <c>milvus.consistency_level</c>.</summary>
    public AdditionalPropertiesDictionary? AdditionalProperties { get; init; }

    /// <summary>A search by vector.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="top">How many hits to return.</param>
    /// <param name="vectorName">The name of the vector to compare with.</param>
    /// <returns>The query.</returns>
    public static SearchQuery ByVector(VectorValue vector, int top = 10, string vectorName = VectorDefinition.DefaultName) =>
        new([SearchLeg.ByVector(vector, vectorName)]) { Top = top };

    /// <summary>A keyword search over the text of the records.</summary>
    /// <param name="text">The words.</param>
    /// <param name="top">How many hits to return.</param>
    /// <returns>The query.</returns>
    public static SearchQuery ByText(string text, int top = 10) => new([SearchLeg.ByText(text)]) { Top = top };

    /// <summary>A search by the vector of a stored record, which is itself left out.</summary>
    /// <param name="id">The record's id.</param>
    /// <param name="top">How many hits to return.</param>
    /// <param name="vectorName">The name of the vector to compare.</param>
    /// <returns>The query.</returns>
    public static SearchQuery ById(string id, int top = 10, string vectorName = VectorDefinition.DefaultName) =>
        new([SearchLeg.ById(id, vectorName)]) { Top = top };

    /// <summary>One search with settings of its own, such as a coarse first search.</summary>
    /// <param name="leg">The search.</param>
    /// <param name="top">How many hits to return.</param>
    /// <returns>The query.</returns>
    public static SearchQuery ByLeg(SearchLeg leg, int top = 10)
    {
        ArgumentNullException.ThrowIfNull(leg);
        return new SearchQuery([leg]) { Top = top };
    }

    /// <summary>Several searches fused into one ranking.</summary>
    /// <param name="legs">The searches; at least two.</param>
    /// <param name="fusion">How they are fused; null for reciprocal ranks.</param>
    /// <returns>The query.</returns>
    public static SearchQuery Hybrid(IReadOnlyList<SearchLeg> legs, Fusion? fusion = null)
    {
        ArgumentNullException.ThrowIfNull(legs);
        if (legs.Count < 2) throw new ArgumentException($"A hybrid query needs at least two legs; found {legs.Count}.", nameof(legs));
        return new SearchQuery([.. legs]) { Fusion = fusion };
    }

    /// <summary>A dense search and a keyword search fused into one ranking.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="text">The words.</param>
    /// <param name="top">How many hits to return.</param>
    /// <returns>The query.</returns>
    public static SearchQuery Hybrid(VectorValue vector, string text, int top = 10) =>
        new([SearchLeg.ByVector(vector), SearchLeg.ByText(text)]) { Top = top };
}
