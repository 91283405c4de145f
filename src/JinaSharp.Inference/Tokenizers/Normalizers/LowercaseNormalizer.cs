using JinaSharp.Inference.Tokenizers.Text;
using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.Normalizers;

/// <summary>Every character's full lowercase, context-free.</summary>
internal sealed class LowercaseNormalizer : Normalizer
{
    public override bool Apply(AlignedText input, AlignedText output, NormalizationBuffer buffer)
    {
        var chars = input.Chars;
        var origins = input.Origins;
        for (var i = 0; i < chars.Length;)
        {
            var codePoint = Utf16.At(chars, i, out var width);
            Lowercase.Append(codePoint, output, origins[i]);
            i += width;
        }

        return true;
    }
}
