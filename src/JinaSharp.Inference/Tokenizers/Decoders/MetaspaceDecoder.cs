namespace JinaSharp.Inference.Tokenizers.Decoders;

/// <summary>Marks become spaces; those of the first token vanish when a mark was put in front.</summary>
internal sealed class MetaspaceDecoder(char replacement, bool prepends) : Decoder
{
    public override IReadOnlyList<string> Decode(IReadOnlyList<string> tokens)
    {
        var texts = new string[tokens.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = i == 0 && prepends
                ? tokens[i].Replace(replacement.ToString(), "", StringComparison.Ordinal)
                : tokens[i].Replace(replacement, ' ');
        }

        return texts;
    }
}
