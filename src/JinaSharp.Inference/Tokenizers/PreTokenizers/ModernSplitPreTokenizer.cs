namespace JinaSharp.Inference.Tokenizers.PreTokenizers;

/// <summary>The Qwen and Llama 3 split patterns, isolated, without a regular expression.</summary>
internal sealed class ModernSplitPreTokenizer(int digits) : PreTokenizer
{
    private const string Qwen =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private const string Llama3 =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>The scanner of a pattern and behaviour that are known, else null.</summary>
    public static PreTokenizer? ForPattern(string pattern, SplitBehavior behavior, bool invert)
    {
        // Every character is matched by some alternative, so isolating matches and keeping only matches are the same.
        if (invert ? behavior != SplitBehavior.Removed : behavior != SplitBehavior.Isolated)
            return null;
        return pattern switch
        {
            Qwen => new ModernSplitPreTokenizer(1),
            Llama3 => new ModernSplitPreTokenizer(3),
            _ => null,
        };
    }

    public override void Apply(PreTokenizedText text)
    {
        var chars = text.Text.Chars;
        foreach (var piece in text.Pieces)
            ModernScanner.Split(chars[..(piece.Start + piece.Length)], piece.Start, digits, text);
        text.Commit(rewritten: false);
    }
}
