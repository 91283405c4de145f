namespace JinaSharp.Inference.Tokenizers.Decoders;

/// <summary>One step from token texts back to text. Stateless and safe for concurrent use.</summary>
internal abstract class Decoder
{
    /// <summary>Rewrites the token texts; joined, they are the decoded text.</summary>
    public abstract IReadOnlyList<string> Decode(IReadOnlyList<string> tokens);
}
