using System.Buffers;

namespace JinaSharp.Stores.Embedded.Search;

/// <summary>Sums of scores by row, for the rows that any list names.</summary>
internal sealed class RowScores : IDisposable
{
    private readonly float[] _scores;
    private readonly List<int> _rows = [];

    public RowScores(int rowCount)
    {
        _scores = ArrayPool<float>.Shared.Rent(Math.Max(1, rowCount));
        // Not a number: not named yet, also where weights cancel to zero.
        Array.Fill(_scores, float.NaN, 0, rowCount);
    }

    public void Add(int row, float score)
    {
        if (float.IsNaN(_scores[row]))
        {
            _scores[row] = 0;
            _rows.Add(row);
        }
        _scores[row] += score;
    }

    /// <summary>Gives the rows in scope that score anything, and at least a given score, to a ranking.</summary>
    public void Collect(SearchScope scope, int slice, TopCandidates top, float least = float.NegativeInfinity)
    {
        foreach (var row in _rows)
            if (_scores[row] != 0 && _scores[row] >= least && scope.Accepts(slice, row))
                top.Add(_scores[row], slice, row);
    }

    public void Dispose() => ArrayPool<float>.Shared.Return(_scores);
}
