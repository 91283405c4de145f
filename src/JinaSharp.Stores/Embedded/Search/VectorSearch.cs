namespace JinaSharp.Stores.Embedded.Search;

/// <summary>Finds the rows nearest to a vector of any kind.</summary>
internal static class VectorSearch
{
    /// <summary>The best rows.</summary>
    /// <param name="scope">The rows that may be returned.</param>
    /// <param name="ordinal">The vector that is compared; of the query's kind.</param>
    /// <param name="query">The query.</param>
    /// <param name="exact">Whether every row is compared, also where there are lists.</param>
    /// <param name="wanted">How many rows.</param>
    public static Candidate[] Best(SearchScope scope, int ordinal, VectorValue query, bool exact, int wanted)
    {
        if (query is DenseVector approximate && !exact && ListSearch.TrySearch(scope, ordinal, approximate.Values.Span, wanted) is { } found) return found;
        var top = new TopCandidates(wanted);
        switch (query)
        {
            case DenseVector dense:
                DenseSearch.Scan(scope, ordinal, dense.Values.Span, top);
                break;
            case MultiVector multi:
                MultiSearch.Scan(scope, ordinal, multi, top);
                break;
            case SparseVector sparse:
                PostingSearch.Sparse(scope, ordinal, sparse, top);
                break;
            case BinaryVector binary:
                CodeSearch.Scan(scope, ordinal, binary.Bits.Span, top);
                break;
        }
        return top.TakeSorted();
    }
}
