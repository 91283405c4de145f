namespace JinaSharp.Inference.Tokenizers.Decoders;

/// <summary>The suffix of words becomes a space, and nothing at the end.</summary>
internal sealed class BpeDecoder(string suffix) : Decoder
{
    public override IReadOnlyList<string> Decode(IReadOnlyList<string> tokens)
    {
        if (suffix.Length == 0)
            return tokens;
        return [.. tokens.Select((token, i) => token.Replace(suffix, i == tokens.Count - 1 ? "" : " ", StringComparison.Ordinal))];
    }
}
