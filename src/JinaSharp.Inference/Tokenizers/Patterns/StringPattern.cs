namespace JinaSharp.Inference.Tokenizers.Patterns;

/// <summary>Looks for a string; the empty string is nowhere.</summary>
internal sealed class StringPattern(string value) : TextPattern
{
    public override bool Find(ReadOnlySpan<char> text, int from, out int start, out int end)
    {
        var found = value.Length == 0 ? -1 : text[from..].IndexOf(value, StringComparison.Ordinal);
        start = from + Math.Max(found, 0);
        end = start + value.Length;
        return found >= 0;
    }
}
