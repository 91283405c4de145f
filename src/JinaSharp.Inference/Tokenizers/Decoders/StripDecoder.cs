namespace JinaSharp.Inference.Tokenizers.Decoders;

/// <summary>Takes up to a number of one character from the start and from the end of every text.</summary>
internal sealed class StripDecoder(char content, int start, int stop) : Decoder
{
    public override IReadOnlyList<string> Decode(IReadOnlyList<string> tokens) => [.. tokens.Select(Strip)];

    private string Strip(string text)
    {
        var from = 0;
        while (from < start && from < text.Length && text[from] == content)
            from++;
        var to = text.Length;
        while (text.Length - to < stop && to > from && text[to - 1] == content)
            to--;
        return text[from..to];
    }
}
