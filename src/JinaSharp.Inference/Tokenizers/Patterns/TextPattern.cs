namespace JinaSharp.Inference.Tokenizers.Patterns;

/// <summary>What Split and Replace look for: a string or a regular expression. Immutable and safe for concurrent use.</summary>
internal abstract class TextPattern
{
    /// <summary>A cursor over the matches of a text.</summary>
    public PatternCursor Start() => new(this);

    /// <summary>Finds the first match that starts at or after an index.</summary>
    public abstract bool Find(ReadOnlySpan<char> text, int from, out int start, out int end);
}
