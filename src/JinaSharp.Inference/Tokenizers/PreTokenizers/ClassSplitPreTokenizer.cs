using JinaSharp.Inference.Tokenizers.Text;
using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.PreTokenizers;

/// <summary>Splits by single characters of a class: Punctuation and Digits.</summary>
internal sealed class ClassSplitPreTokenizer(CharClass classes, SplitBehavior behavior) : PreTokenizer
{
    public override void Apply(PreTokenizedText text)
    {
        var spans = text.Matches;
        foreach (var piece in text.Pieces)
        {
            var chars = text.Text.Chars;
            var end = piece.Start + piece.Length;
            var previous = piece.Start;
            spans.Clear();
            for (var i = piece.Start; i < end;)
            {
                var matches = CharClasses.Is(Utf16.At(chars, i, out var width), classes);
                if (matches)
                {
                    if (previous != i)
                        spans.Add(new PatternSpan(previous, i, false));
                    spans.Add(new PatternSpan(i, i + width, true));
                    previous = i + width;
                }

                i += width;
            }

            if (previous != end)
                spans.Add(new PatternSpan(previous, end, false));
            Splitting.Emit(spans, behavior, text);
        }

        text.Commit(rewritten: false);
    }
}
