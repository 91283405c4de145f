using System.Numerics.Tensors;

namespace JinaSharp.Stores.Validation;

/// <summary>Refuses vectors, records and queries that do not fit their collection. All of a call is checked before anything is written.</summary>
internal static class VectorCheck
{
    /// <summary>Refuses records that do not fit.</summary>
    public static void RequireRecords(IEnumerable<VectorRecord> records, VectorCollectionDefinition definition, VectorStoreCapabilities capabilities)
    {
        foreach (var record in records)
        {
            if (record is null) throw new ArgumentException("A record is null.", nameof(records));
            foreach (var (name, value) in record.Vectors)
            {
                var vector = Find(definition, capabilities, name, "upsert", $"Record '{record.Id}'");
                if (Fault(vector, value) is { } fault) throw Error(definition, capabilities, "upsert", $"{(name.Length == 0 ? "The vector" : $"Vector '{name}'")} of record '{record.Id}' {fault}", "invalid_record");
            }
            if (capabilities.Has(VectorStoreFeatures.PartialVectors) || record.Vectors.Count == definition.Vectors.Count) continue;
            var missing = definition.Vectors.Where(vector => !record.Vectors.ContainsKey(vector.Name)).Select(vector => $"'{vector.Name}'");
            throw Error(definition, capabilities, "upsert",
                $"Record '{record.Id}' lacks the vector {string.Join(", ", missing)}; the store '{capabilities.Store}' needs all vectors of the collection.", "invalid_record");
        }
    }

    /// <summary>Refuses queries that do not fit, or that need what the store lacks. Filters are each store's own.</summary>
    public static void RequireQuery(SearchQuery query, VectorCollectionDefinition definition, VectorStoreCapabilities capabilities)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Top < 1) throw Error(definition, capabilities, "search", $"Top is {query.Top}; expected at least 1.", "invalid_query");
        if (query.Offset < 0) throw Error(definition, capabilities, "search", $"Offset is {query.Offset}; expected 0 or more.", "invalid_query");
        if ((long)query.Offset + query.Top > capabilities.MaxResultWindow)
            throw Error(definition, capabilities, "search", $"Offset + Top is {(long)query.Offset + query.Top}; the store '{capabilities.Store}' reaches {capabilities.MaxResultWindow}.", "invalid_query");
        if (query.GroupBy is not null)
        {
            capabilities.Require(VectorStoreFeatures.Grouping, "A grouped query", definition.Name);
            if (query.GroupSize < 1) throw Error(definition, capabilities, "search", $"GroupSize is {query.GroupSize}; expected at least 1.", "invalid_query");
        }
        if (query.Legs.Count > 1) capabilities.Require(VectorStoreFeatures.HybridSearch, "A query of several legs", definition.Name);
        if (query.Fusion?.Weights is { } weights && weights.Count != query.Legs.Count)
            throw Error(definition, capabilities, "search", $"The fusion has {weights.Count} weights for {query.Legs.Count} legs; expected one each.", "invalid_query");
        foreach (var leg in query.Legs) RequireLeg(leg, definition, capabilities);
    }

    private static void RequireLeg(SearchLeg leg, VectorCollectionDefinition definition, VectorStoreCapabilities capabilities)
    {
        if (leg.CandidateCount is < 1) throw Error(definition, capabilities, "search", $"CandidateCount is {leg.CandidateCount}; expected at least 1.", "invalid_query");
        if (leg.Text is not null)
        {
            capabilities.Require(VectorStoreFeatures.KeywordSearch, "A keyword query", definition.Name);
            if (!definition.KeywordIndex)
                throw Error(definition, capabilities, "search", $"Collection '{definition.Name}' has no keyword index; make it with KeywordIndex = true to search by words.", "no_keyword_index");
            return;
        }
        var vector = Find(definition, capabilities, leg.VectorName, "search", "The query");
        if (leg.Vector is { } value && Fault(vector, value) is { } fault)
            throw Error(definition, capabilities, "search", $"The query's vector{(leg.VectorName.Length == 0 ? "" : $" for '{leg.VectorName}'")} {fault}", "invalid_query");
        if (leg.Coarse is not { } coarse) return;
        capabilities.Require(VectorStoreFeatures.CoarseToFine, "A coarse first search", definition.Name);
        if (coarse.Oversampling < 1) throw Error(definition, capabilities, "search", $"Oversampling is {coarse.Oversampling}; expected at least 1.", "invalid_query");
        if (coarse.Vector is not null && coarse.VectorName is null)
            throw Error(definition, capabilities, "search", "The coarse search has a query vector of its own but does not name the vector to compare it with.", "invalid_query");
        if (coarse.VectorName is { } name && Find(definition, capabilities, name, "search", "The coarse search") is var other && coarse.Vector is { } own && Fault(other, own) is { } ownFault)
            throw Error(definition, capabilities, "search", $"The coarse search's vector for '{name}' {ownFault}", "invalid_query");
        if (coarse.Dimensions is { } dimensions && (dimensions < 1 || dimensions > vector.Dimensions))
            throw Error(definition, capabilities, "search", $"The coarse search asks for {dimensions} dimensions of vector '{vector.Name}', which has {vector.Dimensions}.", "invalid_query");
    }

    private static VectorDefinition Find(VectorCollectionDefinition definition, VectorStoreCapabilities capabilities, string name, string operation, string what) =>
        definition.Vectors.FirstOrDefault(vector => vector.Name == name)
        ?? throw Error(definition, capabilities, operation,
            $"{what} names {(name.Length == 0 ? "no vector" : $"the vector '{name}'")}; collection '{definition.Name}' has {Names(definition)}.", "unknown_vector");

    private static string Names(VectorCollectionDefinition definition) => definition.Vectors is [{ Name: "" }]
        ? "one vector, without a name"
        : $"the vectors {string.Join(", ", definition.Vectors.Select(vector => vector.Name.Length == 0 ? "without a name" : $"'{vector.Name}'"))}";

    private static string? Fault(VectorDefinition vector, VectorValue? value)
    {
        if (value is null) return "is null.";
        if (value.Kind != vector.Kind) return $"is of kind {value.Kind}; expected {vector.Kind}.";
        return value switch
        {
            DenseVector dense when dense.Values.Length != vector.Dimensions => $"has {dense.Values.Length} dimensions; expected {vector.Dimensions}.",
            DenseVector dense => NotFinite(dense.Values.Span),
            MultiVector multi when multi.RowDimensions != vector.Dimensions => $"has rows of {multi.RowDimensions} dimensions; expected {vector.Dimensions}.",
            MultiVector multi => NotFinite(multi.Values.Span),
            BinaryVector binary when binary.Bits.Length * 8 != vector.Dimensions => $"has {binary.Bits.Length * 8} bits; expected {vector.Dimensions}.",
            SparseVector sparse => NotFinite(sparse.Values.Span),
            _ => null,
        };
    }

    private static string? NotFinite(ReadOnlySpan<float> values)
    {
        if (TensorPrimitives.IsFiniteAll(values)) return null;
        var at = 0;
        while (float.IsFinite(values[at])) at++;
        return $"holds {values[at]} at position {at}; expected finite numbers.";
    }

    private static VectorStoreException Error(VectorCollectionDefinition definition, VectorStoreCapabilities capabilities, string operation, string message, string code) =>
        new(message) { Store = capabilities.Store, Collection = definition.Name, Operation = operation, Code = code };
}
