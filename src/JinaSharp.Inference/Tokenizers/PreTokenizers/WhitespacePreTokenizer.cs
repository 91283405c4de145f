using JinaSharp.Inference.Tokenizers.Text;
using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.PreTokenizers;

/// <summary>Keeps runs of word characters and runs of other visible characters.</summary>
internal sealed class WhitespacePreTokenizer : PreTokenizer
{
    public override void Apply(PreTokenizedText text)
    {
        var chars = text.Text.Chars;
        foreach (var piece in text.Pieces)
        {
            var start = piece.Start;
            var end = start + piece.Length;
            var kind = CharClass.WhiteSpace;
            for (var i = start; i < end;)
            {
                var next = CharClasses.Of(Utf16.At(chars, i, out var width)) & (CharClass.WhiteSpace | CharClass.Word);
                if (next != kind)
                {
                    if (kind != CharClass.WhiteSpace)
                        text.Emit(start, i - start);
                    (start, kind) = (i, next);
                }

                i += width;
            }

            if (kind != CharClass.WhiteSpace)
                text.Emit(start, end - start);
        }

        text.Commit(rewritten: false);
    }
}
