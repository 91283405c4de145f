using System.Numerics;
using JinaSharp.Stores.Embedded.Columns;

namespace JinaSharp.Stores.Embedded.Filters;

/// <summary>One bit a row: whether a filter matches it.</summary>
internal sealed class RowMask
{
    private readonly ulong[] _words;

    private RowMask(ulong[] words, int rowCount)
    {
        _words = words;
        RowCount = rowCount;
        foreach (var word in words) MatchCount += BitOperations.PopCount(word);
    }

    /// <summary>How many rows were looked at.</summary>
    public int RowCount { get; }

    /// <summary>How many of them match, deleted ones included.</summary>
    public int MatchCount { get; }

    public bool this[int row] => (_words[row >> 6] >> row & 1) != 0;

    /// <summary>Evaluates a filter over rows; those of an earlier, shorter mask are taken from it.</summary>
    public static RowMask Evaluate(EncodedFilter filter, VarColumn blobs, int rowCount, RowMask? earlier)
    {
        var words = new ulong[(rowCount + 63) / 64];
        earlier?._words.CopyTo(words, 0);
        for (var row = earlier?.RowCount ?? 0; row < rowCount; row++)
            if (filter.Matches(blobs[row]))
                words[row >> 6] |= 1UL << row;
        return new RowMask(words, rowCount);
    }

    /// <summary>The first matching row at or after a row, or -1.</summary>
    public int Next(int row)
    {
        var index = row >> 6;
        if (index >= _words.Length) return -1;
        var word = _words[index] & (ulong.MaxValue << row);
        while (word == 0)
        {
            if (++index >= _words.Length) return -1;
            word = _words[index];
        }
        return (index << 6) + BitOperations.TrailingZeroCount(word);
    }
}
