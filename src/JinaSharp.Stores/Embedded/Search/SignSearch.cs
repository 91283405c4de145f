using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using JinaSharp.Stores.Embedded.Columns;

namespace JinaSharp.Stores.Embedded.Search;

/// <summary>Ranks rows by their sign codes in two steps: all by how many of the first bits differ, the best of those by the product of the query with the signs of the whole code.</summary>
/// <remarks>The second step sees the magnitudes of the query's numbers, so that few candidates have to be compared in full.</remarks>
internal sealed unsafe class SignSearch : IDisposable
{
    private const int Batch = 1024;
    private const int PrefetchAhead = 8;

    private readonly SearchScope _scope;
    private readonly int _ordinal;
    private readonly CodeQuery _query;
    private readonly SurvivorList _survivors;
    private readonly TopCandidates _top;

    // Where in the list of survivors the rows of a slice start.
    private readonly List<(int Slice, int Start)> _parts = [];

    /// <param name="scope">The rows that may be returned.</param>
    /// <param name="ordinal">The vector.</param>
    /// <param name="query">The query.</param>
    /// <param name="survivors">How many rows to compare by their whole codes.</param>
    /// <param name="candidates">How many rows to return.</param>
    public SignSearch(SearchScope scope, int ordinal, ReadOnlySpan<float> query, int survivors, int candidates)
    {
        _scope = scope;
        _ordinal = ordinal;
        _query = new CodeQuery(query);
        _survivors = new SurvivorList(survivors, _query.FrontBits);
        _top = new TopCandidates(candidates);
    }

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
    public void AddRows(int slice, int first, int end)
    {
        var column = _scope.View.Slices[slice].Segment.Vectors[_ordinal];
        var fronts = column.FrontCodes!;
        var isOpen = _scope.AcceptsAll(slice, column);
        if (_parts.Count == 0 || _parts[^1].Slice != slice) _parts.Add((slice, _survivors.Length));
        var distances = stackalloc ushort[Batch];
        while (first < end)
        {
            _scope.CancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(Math.Min(Batch, end - first), fronts.RunFrom(first));
            _query.FrontDistances(fronts.Rows(first, count), count, distances);
            Collect(slice, column, first, count, distances, isOpen);
            first += count;
        }
    }

    /// <summary>The best of all rows added.</summary>
    public Candidate[] TakeBest()
    {
        var rows = new int[_survivors.Length];
        for (var part = 0; part < _parts.Count; part++)
        {
            var (slice, start) = _parts[part];
            var column = _scope.View.Slices[slice].Segment.Vectors[_ordinal];
            var count = _survivors.Take(start, part + 1 < _parts.Count ? _parts[part + 1].Start : _survivors.Length, rows);
            for (var i = 0; i < Math.Min(count, PrefetchAhead); i++) Prefetch(column, rows[i]);
            for (var i = 0; i < count; i++)
            {
                if (i + PrefetchAhead < count) Prefetch(column, rows[i + PrefetchAhead]);
                _top.Add(Product(column, rows[i]), slice, rows[i]);
            }
        }
        GC.KeepAlive(_scope);
        return _top.TakeSorted();
    }

    public void Dispose() => _survivors.Dispose();

    // Nearly all rows are beyond the limit.
    private void Collect(int slice, VectorColumn column, int first, int count, ushort* distances, bool isOpen)
    {
        var i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= count - 32; i += 32)
            {
                var near = Vector512.LessThan(Vector512.Load(distances + i), Vector512.Create(_survivors.Limit)).ExtractMostSignificantBits();
                for (; near != 0; near &= near - 1) Add(i + BitOperations.TrailingZeroCount(near));
            }
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= count - 8; i += 8)
            {
                var near = Vector128.LessThan(Vector128.Load(distances + i), Vector128.Create(_survivors.Limit)).ExtractMostSignificantBits();
                for (; near != 0; near &= near - 1) Add(i + BitOperations.TrailingZeroCount(near));
            }
        }
        for (; i < count; i++) Add(i);

        void Add(int place)
        {
            // The limit may have fallen since the comparison.
            if (distances[place] >= _survivors.Limit || (!isOpen && !_scope.Accepts(slice, first + place, column))) return;
            _survivors.Add(first + place, distances[place]);
        }
    }

    private int Product(VectorColumn column, int row) => _query.Product(column.FrontCodes!.Row(row), column.RestCodes is { } rest ? rest.Row(row) : null);

    private static void Prefetch(VectorColumn column, int row)
    {
        if (!Sse.IsSupported) return;
        Sse.Prefetch0(column.FrontCodes!.Row(row));
        if (column.RestCodes is not { } rest) return;
        var start = rest.Row(row);
        for (var offset = 0; offset < rest.Stride; offset += 64) Sse.Prefetch0(start + offset);
    }
}
