using JinaSharp.Inference.Tokenizers.Text;
using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.PreTokenizers;

/// <summary>Splits on white space, which vanishes, and sets every punctuation character apart.</summary>
internal sealed class BertPreTokenizer : PreTokenizer
{
    public override void Apply(PreTokenizedText text)
    {
        var chars = text.Text.Chars;
        foreach (var piece in text.Pieces)
        {
            var start = piece.Start;
            var end = start + piece.Length;
            for (var i = start; i < end;)
            {
                var classes = CharClasses.Of(Utf16.At(chars, i, out var width)) & (CharClass.WhiteSpace | CharClass.Punctuation);
                if (classes != 0)
                {
                    text.Emit(start, i - start);
                    if (classes == CharClass.Punctuation)
                        text.Emit(i, width);
                    start = i + width;
                }

                i += width;
            }

            text.Emit(start, end - start);
        }

        text.Commit(rewritten: false);
    }
}
