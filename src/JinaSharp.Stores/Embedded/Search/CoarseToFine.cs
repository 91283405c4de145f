namespace JinaSharp.Stores.Embedded.Search;

/// <summary>A cheap first search, whose candidates are compared in full.</summary>
internal static class CoarseToFine
{
    public static Candidate[] Search(SearchScope scope, VectorCollectionDefinition definition, int ordinal, VectorValue query, CoarseSearch coarse, int wanted)
    {
        var count = (int)Math.Min((long)wanted * coarse.Oversampling, Math.Max(1, scope.View.LiveCount));
        if (coarse is { Vector: { } own, VectorName: { } named })
            return Rescore(scope, ordinal, query, ByVector(scope, Ordinal(definition, named), own, coarse.SignCodes, count), wanted);
        var candidates = new TopCandidates(count);
        var values = ((DenseVector)query).Values.Span;
        if (coarse.VectorName is { } name)
        {
            var other = Ordinal(definition, name);
            var small = VectorMath.TruncateAndNormalize(values, Math.Min(values.Length, definition.Vectors[other].Dimensions));
            if (definition.Vectors[other].Kind == VectorKind.Binary) CodeSearch.Scan(scope, other, VectorMath.QuantizeBinary(small), candidates);
            else if (coarse.SignCodes) return DenseSearch.Rescore(scope, ordinal, values, SignSearch.Scan(scope, other, small, count), wanted);
            else DenseSearch.Scan(scope, other, small, candidates);
        }
        else if (coarse.SignCodes)
        {
            return DenseSearch.Rescore(scope, ordinal, values, SignSearch.Scan(scope, ordinal, values, count), wanted);
        }
        else
        {
            DenseSearch.Scan(scope, ordinal, values[..(coarse.Dimensions ?? values.Length)], candidates);
        }
        return DenseSearch.Rescore(scope, ordinal, values, candidates.TakeSorted(), wanted);
    }

    private static Candidate[] ByVector(SearchScope scope, int ordinal, VectorValue query, bool signCodes, int count) => signCodes && query is DenseVector dense
        ? SignSearch.Scan(scope, ordinal, dense.Values.Span, count)
        : VectorSearch.Best(scope, ordinal, query, exact: false, count);

    private static Candidate[] Rescore(SearchScope scope, int ordinal, VectorValue query, ReadOnlySpan<Candidate> candidates, int wanted) => query is MultiVector multi
        ? MultiSearch.Rescore(scope, ordinal, multi, candidates, wanted)
        : DenseSearch.Rescore(scope, ordinal, ((DenseVector)query).Values.Span, candidates, wanted);

    private static int Ordinal(VectorCollectionDefinition definition, string name)
    {
        var ordinal = 0;
        while (definition.Vectors[ordinal].Name != name) ordinal++;
        return ordinal;
    }

    /// <summary>What is wrong with a coarse search; null when nothing is.</summary>
    public static string? Fault(VectorCollectionDefinition definition, SearchLeg leg, CoarseSearch coarse)
    {
        var vector = definition.Vectors.First(candidate => candidate.Name == leg.VectorName);
        if (coarse is { Vector: not null, VectorName: not null } && vector.Kind is VectorKind.Dense or VectorKind.Multi)
            return coarse.Dimensions is null ? null : "A coarse search compares another vector or leading dimensions, not both.";
        if (vector.Kind == VectorKind.Multi) return $"Vector '{vector.Name}' is of kind Multi; a coarse first search for it needs another vector: set VectorName and Vector of the coarse search.";
        if (vector.Kind != VectorKind.Dense) return $"Vector '{vector.Name}' is of kind {vector.Kind}; a coarse first search is for dense vectors and multi-vectors.";
        if (coarse.VectorName is not { } name)
            return coarse is { SignCodes: true, Dimensions: not null } ? "A coarse search takes leading dimensions or sign codes, not both." : null;
        var other = definition.Vectors.First(candidate => candidate.Name == name);
        if (other.Kind is not (VectorKind.Dense or VectorKind.Binary)) return $"Vector '{name}' is of kind {other.Kind}; a coarse search compares a dense or binary one.";
        if (coarse.Dimensions is not null) return "A coarse search compares another vector or leading dimensions, not both.";
        return other.Dimensions > vector.Dimensions ? $"Vector '{name}' has {other.Dimensions} dimensions, more than the {vector.Dimensions} of '{vector.Name}'; a coarse search compares a smaller one." : null;
    }
}
