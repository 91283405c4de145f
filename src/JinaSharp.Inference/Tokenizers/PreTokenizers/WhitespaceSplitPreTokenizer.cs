using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.PreTokenizers;

/// <summary>Splits on white space, which vanishes.</summary>
internal sealed class WhitespaceSplitPreTokenizer : PreTokenizer
{
    public override void Apply(PreTokenizedText text)
    {
        var chars = text.Text.Chars;
        foreach (var piece in text.Pieces)
        {
            var start = piece.Start;
            var end = start + piece.Length;
            for (var i = start; i < end; i++)
            {
                if (!CharClasses.IsWhiteSpace(chars[i]))
                    continue;
                text.Emit(start, i - start);
                start = i + 1;
            }

            text.Emit(start, end - start);
        }

        text.Commit(rewritten: false);
    }
}
