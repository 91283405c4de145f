using JinaSharp.Inference.Tokenizers.Text;
using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.Normalizers;

/// <summary>Puts a text before every piece that is not empty; it stands for the piece's first character.</summary>
internal sealed class PrependNormalizer(string prefix) : Normalizer
{
    public override bool Apply(AlignedText input, AlignedText output, NormalizationBuffer buffer)
    {
        if (input.Length == 0)
            return false;
        output.Append(prefix, input.Origins[0]);
        output.Append(input, 0, input.Length);
        return true;
    }
}
