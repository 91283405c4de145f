namespace JinaSharp.Stores.Embedded.Search;

/// <summary>A cheap first search, whose candidates are compared in full.</summary>
internal static class CoarseToFine
{
    public static Candidate[] Search(SearchScope scope, VectorCollectionDefinition definition, int ordinal, DenseVector query, CoarseSearch coarse, int wanted)
    {
        var count = (int)Math.Min((long)wanted * coarse.Oversampling, Math.Max(1, scope.View.LiveCount));
        var candidates = new TopCandidates(count);
        var values = query.Values.Span;
        if (coarse.VectorName is { } name)
        {
            var other = 0;
            while (definition.Vectors[other].Name != name) other++;
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

    /// <summary>What is wrong with a coarse search; null when nothing is.</summary>
    public static string? Fault(VectorCollectionDefinition definition, SearchLeg leg, CoarseSearch coarse)
    {
        var vector = definition.Vectors.First(candidate => candidate.Name == leg.VectorName);
        if (vector.Kind != VectorKind.Dense) return $"Vector '{vector.Name}' is of kind {vector.Kind}; a coarse first search is for dense vectors.";
        if (coarse.VectorName is not { } name)
            return coarse is { SignCodes: true, Dimensions: not null } ? "A coarse search takes leading dimensions or sign codes, not both." : null;
        var other = definition.Vectors.First(candidate => candidate.Name == name);
        if (other.Kind is not (VectorKind.Dense or VectorKind.Binary)) return $"Vector '{name}' is of kind {other.Kind}; a coarse search compares a dense or binary one.";
        if (coarse.Dimensions is not null) return "A coarse search compares another vector or leading dimensions, not both.";
        return other.Dimensions > vector.Dimensions ? $"Vector '{name}' has {other.Dimensions} dimensions, more than the {vector.Dimensions} of '{vector.Name}'; a coarse search compares a smaller one." : null;
    }
}
