namespace JinaSharp.Inference.Tokenizers.Decoders;

/// <summary>Makes one text of all.</summary>
internal sealed class FuseDecoder : Decoder
{
    public override IReadOnlyList<string> Decode(IReadOnlyList<string> tokens) => [string.Concat(tokens)];
}
