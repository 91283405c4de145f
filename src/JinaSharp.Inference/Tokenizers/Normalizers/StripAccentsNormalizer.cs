using JinaSharp.Inference.Tokenizers.Text;
using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.Normalizers;

/// <summary>Drops combining marks. It does not decompose.</summary>
internal sealed class StripAccentsNormalizer : Normalizer
{
    public override bool Apply(AlignedText input, AlignedText output, NormalizationBuffer buffer)
    {
        var chars = input.Chars;
        for (var i = 0; i < chars.Length;)
        {
            var codePoint = Utf16.At(chars, i, out var width);
            if (!CharClasses.Is(codePoint, CharClass.Mark))
                output.AppendCodePoint(codePoint, input.Origins[i]);
            i += width;
        }

        return true;
    }
}
