using System.Buffers;

namespace JinaSharp.Stores.Embedded.Search;

/// <summary>The rows of smallest distance so far, as many as are wanted or a few more, found in one pass: a count of each distance gives the limit that falls as rows come.</summary>
internal sealed class SurvivorList : IDisposable
{
    private readonly int _wanted;
    private readonly int[] _countOf;
    private int[] _rows;
    private ushort[] _distances;
    private int _below;
    private int _limit;
    private int _length;

    /// <param name="wanted">How many rows are to survive, where there are as many.</param>
    /// <param name="largestDistance">The largest distance there is.</param>
    public SurvivorList(int wanted, int largestDistance)
    {
        _wanted = Math.Max(1, wanted);
        _countOf = ArrayPool<int>.Shared.Rent(largestDistance + 1);
        Array.Clear(_countOf, 0, largestDistance + 1);
        _limit = largestDistance + 1;
        Limit = (ushort)_limit;
        var capacity = Math.Clamp(_wanted * 4, 256, 1 << 20);
        _rows = ArrayPool<int>.Shared.Rent(capacity);
        _distances = ArrayPool<ushort>.Shared.Rent(capacity);
    }

    /// <summary>Only rows of a smaller distance are of use.</summary>
    public ushort Limit { get; private set; }

    /// <summary>The number of rows added, those that no longer survive among them.</summary>
    public int Length => _length;

    /// <summary>Adds a row; its distance must be below the limit.</summary>
    public void Add(int row, ushort distance)
    {
        if (_length == Math.Min(_rows.Length, _distances.Length)) Grow();
        _rows[_length] = row;
        _distances[_length++] = distance;
        _countOf[distance]++;
        _below++;
        // The limit falls as soon as enough rows are below a smaller one.
        while (_below - _countOf[_limit - 1] >= _wanted) _below -= _countOf[--_limit];
        // Of many rows just below it the first are enough.
        Limit = (ushort)(_below >= 2L * _wanted ? _limit - 1 : _limit);
    }

    /// <summary>Takes the surviving rows among those added from a place on.</summary>
    /// <returns>How many there are, at the start of <paramref name="survivors"/>.</returns>
    public int Take(int start, int end, Span<int> survivors)
    {
        var count = 0;
        for (var i = start; i < end; i++)
        {
            survivors[count] = _rows[i];
            if (_distances[i] < _limit) count++;
        }
        return count;
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_countOf);
        ArrayPool<int>.Shared.Return(_rows);
        ArrayPool<ushort>.Shared.Return(_distances);
    }

    private void Grow()
    {
        var rows = ArrayPool<int>.Shared.Rent(_length * 2);
        var distances = ArrayPool<ushort>.Shared.Rent(_length * 2);
        _rows.AsSpan(0, _length).CopyTo(rows);
        _distances.AsSpan(0, _length).CopyTo(distances);
        ArrayPool<int>.Shared.Return(_rows);
        ArrayPool<ushort>.Shared.Return(_distances);
        (_rows, _distances) = (rows, distances);
    }
}
