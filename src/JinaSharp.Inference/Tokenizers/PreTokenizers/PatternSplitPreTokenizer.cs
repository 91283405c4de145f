using JinaSharp.Inference.Tokenizers.Patterns;

namespace JinaSharp.Inference.Tokenizers.PreTokenizers;

/// <summary>Splits by a string or a regular expression.</summary>
internal sealed class PatternSplitPreTokenizer(TextPattern pattern, SplitBehavior behavior, bool invert) : PreTokenizer
{
    public override void Apply(PreTokenizedText text)
    {
        var spans = text.Matches;
        foreach (var piece in text.Pieces)
        {
            var chars = text.Text.Chars.Slice(piece.Start, piece.Length);
            spans.Clear();
            var previous = 0;
            var matcher = pattern.Start();
            while (matcher.Next(chars, out var start, out var end))
            {
                if (previous != start)
                    spans.Add(new PatternSpan(piece.Start + previous, piece.Start + start, invert));
                spans.Add(new PatternSpan(piece.Start + start, piece.Start + end, !invert));
                previous = end;
            }

            if (previous != piece.Length)
                spans.Add(new PatternSpan(piece.Start + previous, piece.Start + piece.Length, invert));
            Splitting.Emit(spans, behavior, text);
        }

        text.Commit(rewritten: false);
    }
}
