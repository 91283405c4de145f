using JinaSharp.Stores.Embedded.Columns;

namespace JinaSharp.Stores.Embedded.Search;

/// <summary>Answers a checked query over one view of a collection.</summary>
internal sealed class Searcher(View view, VectorCollectionDefinition definition)
{
    // How many candidates a leg gives to a fusion at most, unless it says otherwise.
    private const int MaxLegCandidates = 1000;

    public SearchResults Search(SearchQuery query, CancellationToken cancellationToken) =>
        view.Slices.Count == 0 ? Nothing(query) : Search(query, new SearchScope(view, query.Filter, cancellationToken));

    /// <summary>Answers several queries as it would one by one: exact ones by the same vector together, the others beside each other.</summary>
    public SearchResults[] Search(IReadOnlyList<SearchQuery> queries, CancellationToken cancellationToken)
    {
        if (view.Slices.Count == 0) return [.. queries.Select(Nothing)];
        var results = new SearchResults[queries.Count];
        var others = new List<(int Place, SearchScope? Scope)>();
        foreach (var sameFilter in Enumerable.Range(0, queries.Count).GroupBy(i => queries[i].Filter))
        {
            if (sameFilter.Key is not null && !sameFilter.Skip(1).Any())
            {
                // The filter is evaluated beside those of other queries.
                others.Add((sameFilter.First(), null));
                continue;
            }
            var scope = new SearchScope(view, sameFilter.Key, cancellationToken);
            foreach (var together in sameFilter.Where(i => IsExactDense(queries[i])).GroupBy(i => Ordinal(queries[i].Legs[0].VectorName)))
            {
                int[] places = [.. together];
                if (places.Length < BatchSearch.LeastQueries) continue;
                var rankings = BatchSearch.Search(scope, together.Key, [.. places.Select(i => ((DenseVector)queries[i].Legs[0].Vector!).Values)], [.. places.Select(i => Wanted(queries[i]))]);
                for (var i = 0; i < places.Length; i++) results[places[i]] = Hits(queries[places[i]], rankings[i]);
            }
            others.AddRange(sameFilter.Where(i => results[i] is null).Select(i => (i, (SearchScope?)scope)));
        }
        others.Sort((left, right) => left.Place.CompareTo(right.Place));
        InOrder.Run(others.Count, i => results[others[i].Place] = Search(queries[others[i].Place], others[i].Scope ?? new SearchScope(view, queries[others[i].Place].Filter, cancellationToken)));
        return results;
    }

    private SearchResults Nothing(SearchQuery query)
    {
        foreach (var leg in query.Legs)
            if (leg.Id is { } id)
                throw MissingId(id);
        return new SearchResults([]);
    }

    private SearchResults Search(SearchQuery query, SearchScope scope) => query.GroupBy is null
        ? Hits(query, Rank(query, scope, Wanted(query)))
        : new Grouper(view, query, (wanted, filter) => Rank(query, filter is null ? scope : new SearchScope(view, filter, scope.CancellationToken), wanted)).Group();

    // Whether every vector is compared.
    private bool IsExactDense(SearchQuery query) =>
        query.GroupBy is null && query.Legs.Count == 1 && query.Legs[0] is { Vector: DenseVector, Coarse: null } leg && (query.Exact || !ListSearch.HasLists(view, Ordinal(leg.VectorName)));

    private int Wanted(SearchQuery query) => (int)Math.Min((long)query.Offset + query.Top, Math.Max(1, view.LiveCount));

    private SearchResults Hits(SearchQuery query, Candidate[] ranking)
    {
        var hits = new List<SearchHit>(Math.Min(query.Top, ranking.Length));
        for (var i = query.Offset; i < ranking.Length && hits.Count < query.Top; i++)
        {
            if (ranking[i].Score < query.MinScore) break;
            hits.Add(new SearchHit(View.Read(view.Slices[ranking[i].Slice], ranking[i].Row, query.Parts), ranking[i].Score));
        }
        return new SearchResults(hits);
    }

    private Candidate[] Rank(SearchQuery query, SearchScope scope, int wanted)
    {
        if (query.Legs.Count == 1) return RankLeg(query, query.Legs[0], scope, wanted);
        var perLeg = (int)Math.Max(wanted, Math.Min(10L * wanted, MaxLegCandidates));
        return Fuser.Fuse([.. query.Legs.Select(leg => RankLeg(query, leg, scope, leg.CandidateCount ?? perLeg))], query.Fusion);
    }

    private Candidate[] RankLeg(SearchQuery query, SearchLeg leg, SearchScope scope, int wanted)
    {
        if (leg.Text is { } text)
        {
            var top = new TopCandidates(wanted);
            PostingSearch.Words(scope, text, top, significantOnly: query.Legs.Count > 1);
            return top.TakeSorted();
        }
        var ordinal = Ordinal(leg.VectorName);
        var vector = leg.Vector;
        if (leg.Id is { } id) (vector, scope) = StoredVector(id, ordinal, scope);
        return leg.Coarse is { } coarse
            ? CoarseToFine.Search(scope, definition, ordinal, vector!, coarse, wanted)
            : VectorSearch.Best(scope, ordinal, vector!, query.Exact, wanted);
    }

    private (VectorValue Vector, SearchScope Scope) StoredVector(string id, int ordinal, SearchScope scope)
    {
        if (!view.TryFind(id, out var slice, out var row)) throw MissingId(id);
        var record = View.Read(slice, row, RecordParts.Vectors);
        var name = definition.Vectors[ordinal].Name;
        if (!record.Vectors.TryGetValue(name, out var vector))
            throw Error($"Record '{id}' has no vector '{name}' to search by.", "missing_vector");
        for (var i = 0; i < view.Slices.Count; i++)
            if (ReferenceEquals(view.Slices[i].Segment, slice.Segment))
                return (vector, scope.Without(i, row));
        return (vector, scope);
    }

    private int Ordinal(string name)
    {
        for (var i = 0; i < definition.Vectors.Count; i++)
            if (definition.Vectors[i].Name == name)
                return i;
        throw Error($"Collection '{definition.Name}' has no vector '{name}'.", "unknown_vector");
    }

    private VectorStoreException MissingId(string id) => Error($"There is no record '{id}' to search by.", "not_found");

    private VectorStoreException Error(string message, string code) =>
        new(message) { Store = EmbeddedStore.StoreName, Collection = definition.Name, Operation = "search", Code = code };
}
