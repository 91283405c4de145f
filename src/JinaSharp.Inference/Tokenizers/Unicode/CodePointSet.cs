using System.Globalization;

namespace JinaSharp.Inference.Tokenizers.Unicode;

/// <summary>A set of code points: sorted inclusive ranges, with a bitmap for ASCII.</summary>
internal sealed class CodePointSet
{
    private readonly int[] _bounds; // first0, last0 + 1, first1, last1 + 1, ...
    private readonly UInt128 _ascii;

    /// <summary>A set from ranges in any order; they may overlap.</summary>
    public CodePointSet(IEnumerable<(int First, int Last)> ranges)
    {
        var bounds = new List<int>();
        foreach (var (first, last) in ranges.Where(r => r.First <= r.Last).Order())
        {
            if (bounds.Count > 0 && first <= bounds[^1])
            {
                bounds[^1] = Math.Max(bounds[^1], last + 1);
            }
            else
            {
                bounds.Add(first);
                bounds.Add(last + 1);
            }
        }

        _bounds = [.. bounds];
        for (var codePoint = 0; codePoint < 128; codePoint++)
            if (Search(codePoint))
                _ascii |= UInt128.One << codePoint;
    }

    /// <summary>The ranges, sorted and disjoint.</summary>
    public IEnumerable<(int First, int Last)> Ranges
    {
        get
        {
            for (var i = 0; i < _bounds.Length; i += 2)
                yield return (_bounds[i], _bounds[i + 1] - 1);
        }
    }

    /// <summary>Reads ranges written as <c>0041-005A 0061</c>.</summary>
    public static IEnumerable<(int First, int Last)> Parse(string ranges)
    {
        foreach (var text in ranges.Split(' '))
        {
            var dash = text.IndexOf('-');
            var first = int.Parse(dash < 0 ? text : text.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            yield return (first, dash < 0 ? first : int.Parse(text.AsSpan(dash + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Whether the set holds a code point.</summary>
    public bool Contains(int codePoint) =>
        (uint)codePoint < 128 ? (_ascii & (UInt128.One << codePoint)) != 0 : Search(codePoint);

    /// <summary>Everything that is not in this set.</summary>
    public CodePointSet Complement()
    {
        var ranges = new List<(int, int)>();
        var next = 0;
        foreach (var (first, last) in Ranges)
        {
            ranges.Add((next, first - 1));
            next = last + 1;
        }

        ranges.Add((next, 0x10FFFF));
        return new CodePointSet(ranges);
    }

    private bool Search(int codePoint)
    {
        int low = 0, high = _bounds.Length; // the number of bounds that are <= codePoint, odd when inside a range
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_bounds[middle] <= codePoint)
                low = middle + 1;
            else
                high = middle;
        }

        return (low & 1) != 0;
    }
}
