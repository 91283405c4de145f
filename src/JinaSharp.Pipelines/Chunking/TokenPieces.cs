namespace JinaSharp.Pipelines.Chunking;

/// <summary>Makes the tokens of a text fit for cutting: long ones, and long stretches between them, become several pieces.</summary>
internal static class TokenPieces
{
    public static List<TokenSpan> Bound(string text, ReadOnlySpan<TokenSpan> spans, int maxLength)
    {
        var bounded = new List<TokenSpan>(spans.Length + 1);
        var position = 0;
        foreach (var span in spans)
        {
            // A token without a place of its own (a word's invisible mark) cannot be cut at.
            if (span.Length == 0) continue;
            if (span.Start > position) Fill(text, position, span.Start, maxLength, bounded);
            // Tokens that share a place (the bytes of one letter) all count.
            Split(text, span.Start, span.End, maxLength, bounded);
            position = Math.Max(position, span.End);
        }
        Fill(text, position, text.Length, maxLength, bounded);
        return bounded;
    }

    // What no token covers counts only when it would make a chunk too long.
    private static void Fill(string text, int start, int end, int maxLength, List<TokenSpan> bounded)
    {
        if (end - start > maxLength) Split(text, start, end, maxLength, bounded);
    }

    private static void Split(string text, int start, int end, int maxLength, List<TokenSpan> bounded)
    {
        while (end - start > maxLength)
        {
            var length = maxLength > 1 && char.IsHighSurrogate(text[start + maxLength - 1]) ? maxLength - 1 : maxLength;
            bounded.Add(new TokenSpan(start, length));
            start += length;
        }
        if (end > start) bounded.Add(new TokenSpan(start, end - start));
    }
}
