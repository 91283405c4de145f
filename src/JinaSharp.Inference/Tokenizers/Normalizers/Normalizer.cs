using JinaSharp.Inference.Tokenizers.Text;
using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.Normalizers;

/// <summary>Rewrites a piece of text. Stateless and safe for concurrent use.</summary>
internal abstract class Normalizer
{
    /// <summary>Writes the rewritten piece to an empty output, or returns <see langword="false"/> when nothing would change.</summary>
    public abstract bool Apply(AlignedText input, AlignedText output, NormalizationBuffer buffer);
}
