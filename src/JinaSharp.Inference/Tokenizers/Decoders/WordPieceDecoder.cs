namespace JinaSharp.Inference.Tokenizers.Decoders;

/// <summary>Joins continuing pieces, puts spaces between words, and closes up punctuation when asked to clean up.</summary>
internal sealed class WordPieceDecoder(string prefix, bool cleanup) : Decoder
{
    private static readonly (string From, string To)[] Cleanups =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"), (" do not", " don't"),
        (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    public override IReadOnlyList<string> Decode(IReadOnlyList<string> tokens)
    {
        var texts = new string[tokens.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            var token = tokens[i];
            if (i > 0)
                token = token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..] : " " + token;
            texts[i] = cleanup ? Clean(token) : token;
        }

        return texts;
    }

    private static string Clean(string text)
    {
        foreach (var (from, to) in Cleanups)
            text = text.Replace(from, to, StringComparison.Ordinal);
        return text;
    }
}
