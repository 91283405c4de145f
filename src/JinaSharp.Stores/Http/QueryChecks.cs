namespace JinaSharp.Stores.Http;

/// <summary>Refuses queries that do not fit their collection or that its store cannot answer.</summary>
internal static class QueryChecks
{
    public static void Check(SearchQuery query, VectorCollectionDefinition definition, VectorStoreCapabilities capabilities, RecordChecks records)
    {
        if (query.Top < 1) throw records.Refuse($"A query asks for {query.Top} hits; expected at least 1.", "invalid_query");
        if (query.Offset < 0) throw records.Refuse($"A query passes over {query.Offset} hits; expected 0 or more.", "invalid_query");
        if (query.MinScore is { } least && !double.IsFinite(least)) throw records.Refuse($"The least score of a query is {least}; expected a finite number.", "invalid_query");
        if ((long)query.Top + query.Offset > capabilities.MaxResultWindow)
        {
            throw records.Refuse(
                $"A query asks for hits {query.Offset} to {(long)query.Offset + query.Top}; {capabilities.Store} gives at most the first {capabilities.MaxResultWindow}. Use ScrollAsync to read everything.",
                "invalid_query");
        }
        if (query.GroupBy is not null)
        {
            capabilities.Require(VectorStoreFeatures.Grouping, "A grouped query", definition.Name);
            if (query.GroupSize < 1) throw records.Refuse($"A query asks for groups of {query.GroupSize}; expected at least 1.", "invalid_query");
        }
        if (query.Legs.Count > 1) capabilities.Require(VectorStoreFeatures.HybridSearch, "A hybrid query", definition.Name);
        if (query.Fusion?.Weights is { } weights && weights.Count != query.Legs.Count)
            throw records.Refuse($"The fusion has {weights.Count} weights for {query.Legs.Count} legs.", "invalid_query");
        foreach (var leg in query.Legs) CheckLeg(leg, definition, capabilities, records);
    }

    /// <summary>How many hits a leg gives to the fusion.</summary>
    public static int Candidates(SearchQuery query, SearchLeg leg)
    {
        var wanted = Wanted(query);
        return query.Legs.Count == 1 ? wanted : leg.CandidateCount ?? Math.Max(wanted, (int)Math.Min(10L * wanted, 1000));
    }

    /// <summary>How many of the best hits make the answer, when every group is full of them.</summary>
    public static int Wanted(SearchQuery query) => (int)Math.Min(((long)query.Offset + query.Top) * (query.GroupBy is null ? 1 : query.GroupSize), int.MaxValue);

    private static void CheckLeg(SearchLeg leg, VectorCollectionDefinition definition, VectorStoreCapabilities capabilities, RecordChecks records)
    {
        if (leg.Text is not null) capabilities.Require(VectorStoreFeatures.KeywordSearch, "A keyword search", definition.Name);
        if (leg.CandidateCount is < 1) throw records.Refuse($"A leg asks for {leg.CandidateCount} candidates; expected at least 1.", "invalid_query");
        var vector = records.Find(leg.VectorName, "The query");
        if (leg.Vector is not null) records.CheckVector(leg.Vector, vector, "The query's vector", "invalid_query");
        if (leg.Coarse is not { } coarse) return;
        capabilities.Require(VectorStoreFeatures.CoarseToFine, "A coarse first search", definition.Name);
        if (coarse.Oversampling < 1) throw records.Refuse($"A coarse search has oversampling {coarse.Oversampling}; expected at least 1.", "invalid_query");
        if (coarse.Vector is not null && coarse.VectorName is null) throw records.Refuse("A coarse search has a query vector of its own but does not name the vector to compare it with.", "invalid_query");
        if (coarse.VectorName is not null && records.Find(coarse.VectorName, "The coarse search") is var other && coarse.Vector is not null)
            records.CheckVector(coarse.Vector, other, "The coarse search's query vector", "invalid_query");
        if (coarse.Dimensions is { } dimensions && (dimensions < 1 || dimensions > vector.Dimensions))
            throw records.Refuse($"A coarse search compares {dimensions} dimensions; the vector has {vector.Dimensions}.", "invalid_query");
    }
}
