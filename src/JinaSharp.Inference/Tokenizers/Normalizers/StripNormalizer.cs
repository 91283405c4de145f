using JinaSharp.Inference.Tokenizers.Text;
using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.Normalizers;

/// <summary>Removes white space from the ends of a piece.</summary>
internal sealed class StripNormalizer(bool left, bool right) : Normalizer
{
    public override bool Apply(AlignedText input, AlignedText output, NormalizationBuffer buffer)
    {
        var chars = input.Chars;
        int start = 0, end = chars.Length;
        while (left && start < end && CharClasses.IsWhiteSpace(chars[start]))
            start++;
        while (right && end > start && CharClasses.IsWhiteSpace(chars[end - 1]))
            end--;
        if (end - start == chars.Length)
            return false;
        output.Append(input, start, end - start);
        return true;
    }
}
