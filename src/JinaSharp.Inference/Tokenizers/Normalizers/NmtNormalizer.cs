using JinaSharp.Inference.Tokenizers.Text;
using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.Normalizers;

/// <summary>Deletes control characters and turns the unusual spaces into U+0020.</summary>
internal sealed class NmtNormalizer : Normalizer
{
    public override bool Apply(AlignedText input, AlignedText output, NormalizationBuffer buffer)
    {
        var chars = input.Chars;
        for (var i = 0; i < chars.Length; i++)
        {
            var unit = chars[i];
            switch (unit)
            {
                case (>= '\u0001' and <= '\u0008') or '\u000B' or (>= '\u000E' and <= '\u001F') or '\u007F' or '\u008F' or '\u009F':
                    break;
                case '\t' or '\n' or '\f' or '\r' or '\u1680' or (>= '\u200B' and <= '\u200F') or '\u2028' or '\u2029' or '\u2581' or '\uFEFF' or '\uFFFD':
                    output.Append(' ', input.Origins[i]);
                    break;
                default:
                    output.Append(unit, input.Origins[i]);
                    break;
            }
        }

        return true;
    }
}
