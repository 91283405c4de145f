using JinaSharp.Inference.Tokenizers.Patterns;
using JinaSharp.Inference.Tokenizers.Text;
using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.Normalizers;

/// <summary>Replaces every match by a fixed text, which stands for the last replaced character.</summary>
internal sealed class ReplaceNormalizer(TextPattern pattern, string content) : Normalizer
{
    public override bool Apply(AlignedText input, AlignedText output, NormalizationBuffer buffer)
    {
        var chars = input.Chars;
        var matcher = pattern.Start();
        var copied = 0;
        var any = false;
        while (matcher.Next(chars, out var start, out var end))
        {
            any = true;
            output.Append(input, copied, start - copied);
            if (end > 0)
                output.Append(content, input.Origins[end - 1]);
            else
                output.Append(content, input.Length > 0 ? input.Origins[0] : 0);
            copied = end;
        }

        if (!any)
            return false;
        output.Append(input, copied, chars.Length - copied);
        return true;
    }
}
