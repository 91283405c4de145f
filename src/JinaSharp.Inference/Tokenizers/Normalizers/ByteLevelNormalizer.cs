using JinaSharp.Inference.Tokenizers.PreTokenizers;
using JinaSharp.Inference.Tokenizers.Text;
using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.Normalizers;

/// <summary>UTF-8 bytes, written in the printable byte alphabet.</summary>
internal sealed class ByteLevelNormalizer : Normalizer
{
    public override bool Apply(AlignedText input, AlignedText output, NormalizationBuffer buffer)
    {
        ByteAlphabet.Append(input, 0, input.Length, output);
        return true;
    }
}
