using JinaSharp.Inference.Tokenizers.Text;

namespace JinaSharp.Inference.Tokenizers.Patterns;

/// <summary>Walks the matches of a text from left to right; an empty match right behind another match does not count.</summary>
internal struct PatternCursor(TextPattern pattern)
{
    private int _position;
    private int _lastEnd = -1;

    /// <summary>Moves to the next match.</summary>
    public bool Next(ReadOnlySpan<char> text, out int start, out int end)
    {
        while (_position <= text.Length && pattern.Find(text, _position, out start, out end))
        {
            if (start == end)
            {
                if (start == _lastEnd)
                {
                    _position = start < text.Length ? start + Width(text, start) : text.Length + 1;
                    continue;
                }
            }

            _position = _lastEnd = end;
            return true;
        }

        start = end = 0;
        return false;
    }

    private static int Width(ReadOnlySpan<char> text, int index)
    {
        Utf16.At(text, index, out var width);
        return width;
    }
}
