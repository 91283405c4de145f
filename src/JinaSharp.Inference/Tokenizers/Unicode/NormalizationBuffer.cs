using JinaSharp.Inference.Tokenizers.Text;

namespace JinaSharp.Inference.Tokenizers.Unicode;

/// <summary>
/// Normalises one segment. Each code point carries a change count: 0 takes the place of the next old character, above 0 was inserted and
/// belongs to the old character before it, below 0 takes the next old character and swallows that many more.
/// </summary>
internal sealed class NormalizationBuffer
{
    private int[] _codePoints = new int[64];
    private int[] _changes = new int[64];
    private int _count;

    /// <summary>Room for callers that normalise in several steps.</summary>
    public AlignedText Cleaned { get; } = new();

    /// <summary>Room for callers that normalise in several steps.</summary>
    public AlignedText Decomposed { get; } = new();

    /// <summary>Normalises part of a text and appends the result to another.</summary>
    public void Normalize(AlignedText input, int start, int end, NormalForm form, AlignedText output)
    {
        var tables = NormalizationTables.Instance;
        Decompose(input.Chars[start..end], tables, (form & (NormalForm.Nfkc | NormalForm.Nfkd)) != 0);
        Reorder(tables);
        if ((form & (NormalForm.Nfc | NormalForm.Nfkc)) != 0)
            Compose(tables);
        Emit(input, start, output);
    }

    private void Decompose(ReadOnlySpan<char> text, NormalizationTables tables, bool compatibility)
    {
        Span<int> hangul = stackalloc int[3];
        _count = 0;
        for (var i = 0; i < text.Length;)
        {
            var codePoint = Utf16.At(text, i, out var width);
            i += width;
            var sequence = tables.Decompose(codePoint, compatibility, hangul);
            if (sequence.IsEmpty)
            {
                Add(codePoint, 0);
                continue;
            }

            for (var k = 0; k < sequence.Length; k++)
                Add(sequence[k], k == 0 ? 0 : 1);
        }
    }

    private void Add(int codePoint, int change)
    {
        if (_count == _codePoints.Length)
        {
            Array.Resize(ref _codePoints, _count * 2);
            Array.Resize(ref _changes, _count * 2);
        }

        _codePoints[_count] = codePoint;
        _changes[_count++] = change;
    }

    // Sorts every run of combining marks by class, stably.
    private void Reorder(NormalizationTables tables)
    {
        for (var i = 0; i < _count;)
        {
            if (tables.CombiningClass(_codePoints[i]) == 0)
            {
                i++;
                continue;
            }

            var start = i;
            while (i < _count && tables.CombiningClass(_codePoints[i]) != 0)
                i++;
            if (i - start > 1)
                SortMarks(tables, start, i);
        }
    }

    private void SortMarks(NormalizationTables tables, int start, int end)
    {
        if (end - start > 32)
        {
            SortManyMarks(tables, start, end);
            return;
        }

        for (var i = start + 1; i < end; i++)
        {
            var (codePoint, change) = (_codePoints[i], _changes[i]);
            var order = tables.CombiningClass(codePoint);
            var k = i;
            for (; k > start && tables.CombiningClass(_codePoints[k - 1]) > order; k--)
                (_codePoints[k], _changes[k]) = (_codePoints[k - 1], _changes[k - 1]);
            (_codePoints[k], _changes[k]) = (codePoint, change);
        }
    }

    // Text made of marks alone must not cost the square of its length.
    private void SortManyMarks(NormalizationTables tables, int start, int end)
    {
        var keys = new long[end - start];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = ((long)tables.CombiningClass(_codePoints[start + i]) << 32) | (uint)i;
        Array.Sort(keys);
        var marks = _codePoints.AsSpan(start, keys.Length).ToArray();
        var changes = _changes.AsSpan(start, keys.Length).ToArray();
        for (var i = 0; i < keys.Length; i++)
        {
            _codePoints[start + i] = marks[(int)keys[i]];
            _changes[start + i] = changes[(int)keys[i]];
        }
    }

    private void Compose(NormalizationTables tables)
    {
        int starter = -1, last = -1, write = 0; // last: combining class of the last mark kept since the starter, -1 for none
        for (var read = 0; read < _count; read++)
        {
            var codePoint = _codePoints[read];
            var order = tables.CombiningClass(codePoint);
            if (starter >= 0 && last < order)
            {
                var composed = tables.Compose(_codePoints[starter], codePoint);
                if (composed >= 0)
                {
                    _codePoints[starter] = composed;
                    _changes[starter] += _changes[read] - 1;
                    continue;
                }
            }

            (_codePoints[write], _changes[write]) = (codePoint, _changes[read]);
            if (order == 0)
                (starter, last) = (write, -1);
            else
                last = order;
            write++;
        }

        _count = write;
    }

    private void Emit(AlignedText input, int start, AlignedText output)
    {
        var chars = input.Chars;
        var origins = input.Origins;
        var next = start;
        var origin = start > 0 ? origins[start - 1] : 0;
        for (var i = 0; i < _count; i++)
        {
            var change = _changes[i];
            if (change > 0)
            {
                output.AppendCodePoint(_codePoints[i], next > 0 ? origins[next - 1] : origin);
                continue;
            }

            output.AppendCodePoint(_codePoints[i], origins[Math.Min(next, origins.Length - 1)]);
            for (; change <= 0 && next < chars.Length; change++)
                next += char.IsHighSurrogate(chars[next]) ? 2 : 1;
        }
    }
}
