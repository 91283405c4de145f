using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using JinaSharp.Stores.Embedded.Columns;
using JinaSharp.Stores.Embedded.Index;

namespace JinaSharp.Stores.Embedded.Search;

/// <summary>Ranks rows by their sign codes in two steps: all by how many of the first bits differ, the best of those by the product of the query with the signs of the whole code.</summary>
/// <remarks>The second step sees the magnitudes of the query's numbers, so that few candidates have to be compared in full.</remarks>
internal sealed unsafe class SignSearch : IDisposable
{
    private const int Batch = 4096;
    private const int PrefetchAhead = 8;

    private readonly SearchScope _scope;
    private readonly int _ordinal;
    private readonly int _wanted;
    private readonly DistanceList _distances;
    private readonly TopCandidates _top;

    // Rows, or places of lists, that lie one after another, and where their distances start.
    private readonly List<(int Slice, ListIndex? Lists, int First, int Start)> _runs = [];
    private bool _isOpen = true;

    /// <param name="scope">The rows that may be returned.</param>
    /// <param name="ordinal">The vector.</param>
    /// <param name="query">The query.</param>
    /// <param name="survivors">How many rows to compare by their whole codes.</param>
    /// <param name="candidates">How many rows to return.</param>
    public SignSearch(SearchScope scope, int ordinal, ReadOnlySpan<float> query, int survivors, int candidates)
    {
        _scope = scope;
        _ordinal = ordinal;
        Query = new CodeQuery(query);
        _wanted = survivors;
        _distances = new DistanceList(Query.FrontBits);
        _top = new TopCandidates(candidates);
    }

    /// <summary>The query as codes are compared with it.</summary>
    public CodeQuery Query { get; }

    /// <summary>How many rows of a whole collection to compare by their whole codes for some candidates; twenty times as many, where they are few.</summary>
    public static int SurvivorsFor(int candidates) => (int)Math.Min(Array.MaxLength / 8, Math.Min(20L * candidates, (4L * candidates) + 1600));

    /// <summary>The best rows of a whole collection; a score orders rows and says nothing else.</summary>
    public static Candidate[] Scan(SearchScope scope, int ordinal, ReadOnlySpan<float> query, int candidates)
    {
        using var search = new SignSearch(scope, ordinal, query, SurvivorsFor(candidates), candidates);
        for (var slice = 0; slice < scope.View.Slices.Count; slice++)
        {
            if (scope.IsSelective(slice)) search.AddMatches(slice);
            else search.AddRows(slice, 0, scope.View.Slices[slice].RowCount);
        }
        return search.TakeBest();
    }

    /// <summary>Compares the rows that a filter matches, each by its whole code.</summary>
    public void AddMatches(int slice)
    {
        var column = _scope.View.Slices[slice].Segment.Vectors[_ordinal];
        var mask = _scope.Mask(slice)!;
        var rowCount = _scope.View.Slices[slice].RowCount;
        for (var row = mask.Next(0); row >= 0 && row < rowCount; row = mask.Next(row + 1))
        {
            if ((row & 0xFFF) == 0) _scope.CancellationToken.ThrowIfCancellationRequested();
            if (_scope.Accepts(slice, row, column)) _top.Add(Product(column, row), slice, row);
        }
    }

    /// <summary>Compares rows that lie one after another.</summary>
    public void AddRows(int slice, int first, int end) => Add(slice, null, _scope.View.Slices[slice].Segment.Vectors[_ordinal].FrontCodes!, first, end);

    /// <summary>Compares the rows at places of lists that lie one after another.</summary>
    public void AddPlaces(int slice, ListIndex lists, int first, int end) => Add(slice, lists, lists.Fronts(_scope.View.Slices[slice].Segment.Vectors[_ordinal]), first, end);

    private void Add(int slice, ListIndex? lists, FixedColumn fronts, int first, int end)
    {
        if (first >= end) return;
        if (_runs.Count == 0 || _runs[^1].Slice != slice) _isOpen &= _scope.AcceptsAll(slice, _scope.View.Slices[slice].Segment.Vectors[_ordinal]);
        _runs.Add((slice, lists, first, _distances.Count));
        while (first < end)
        {
            _scope.CancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(Math.Min(Batch, end - first), fronts.RunFrom(first));
            fixed (ushort* distances = _distances.Append(count)) Query.FrontDistances(fronts.Rows(first, count), count, distances);
            first += count;
        }
    }

    /// <summary>The best of all rows added.</summary>
    public Candidate[] TakeBest()
    {
        var places = CollectionsMarshal.AsSpan(_distances.Smallest(_wanted, _isOpen ? null : Accepts));
        for (int run = 0, place = 0; run < _runs.Count && place < places.Length; run++)
        {
            var end = run + 1 < _runs.Count ? _runs[run + 1].Start : _distances.Count;
            var count = 0;
            while (place + count < places.Length && places[place + count] < end) count++;
            AddProducts(run, places.Slice(place, count));
            place += count;
        }
        GC.KeepAlive(_scope);
        return _top.TakeSorted();
    }

    public void Dispose() => _distances.Dispose();

    private bool Accepts(int place)
    {
        var (low, high) = (0, _runs.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) >> 1;
            if (_runs[middle].Start <= place) low = middle;
            else high = middle - 1;
        }
        var slice = _runs[low].Slice;
        return _scope.Accepts(slice, RowAt(low, place), _scope.View.Slices[slice].Segment.Vectors[_ordinal]);
    }

    // Rows lie anywhere: their lines are asked for while those before are compared.
    private void AddProducts(int run, ReadOnlySpan<int> places)
    {
        var slice = _runs[run].Slice;
        var column = _scope.View.Slices[slice].Segment.Vectors[_ordinal];
        var (fronts, rests) = (column.FrontCodes!, column.RestCodes);
        for (var i = -PrefetchAhead; i < places.Length; i++)
        {
            if (i + PrefetchAhead < places.Length && Sse.IsSupported)
            {
                var ahead = RowAt(run, places[i + PrefetchAhead]);
                Sse.Prefetch0(fronts.Row(ahead));
                var rest = rests is null ? null : rests.Row(ahead);
                for (var offset = 0; offset < (rests?.Stride ?? 0); offset += 64) Sse.Prefetch0(rest + offset);
            }
            if (i < 0) continue;
            var row = RowAt(run, places[i]);
            _top.Add(Query.Product(fronts.Row(row), rests is null ? null : rests.Row(row)), slice, row);
        }
    }

    private int RowAt(int run, int place)
    {
        var (_, lists, first, start) = _runs[run];
        return lists is null ? first + place - start : lists.Row(first + place - start);
    }

    private int Product(VectorColumn column, int row) => Query.Product(column.FrontCodes!.Row(row), column.RestCodes is { } rest ? rest.Row(row) : null);
}
