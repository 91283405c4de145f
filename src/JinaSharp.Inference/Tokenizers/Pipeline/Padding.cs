namespace JinaSharp.Inference.Tokenizers.Pipeline;

/// <summary>Fills encodings up to one length.</summary>
internal static class Padding
{
    /// <summary>The encodings of a batch, each with its overflow, filled up.</summary>
    public static TokenEncoding[] Apply(TokenEncoding[] batch, PaddingOptions options)
    {
        if (options.Length is < 0 || options.MultipleOf is < 0)
            throw new ArgumentException("The length and the multiple of padding must not be negative.");
        var length = options.Length ?? batch.Select(e => e.Count).DefaultIfEmpty().Max();
        if (options.MultipleOf is > 0 and var multiple && length % multiple != 0)
            length = checked(length + multiple - (length % multiple));
        return Array.ConvertAll(batch, encoding => Fill(encoding, length, options));
    }

    private static TokenEncoding Fill(TokenEncoding encoding, int length, PaddingOptions options)
    {
        var overflow = encoding.Overflow.Select(e => Fill(e, length, options)).ToArray();
        if (encoding.Count >= length)
        {
            encoding.Overflow = overflow;
            return encoding;
        }

        var filled = new TokenEncoding(length) { Overflow = overflow };
        var padding = length - encoding.Count;
        var start = options.Side == TokenSide.Left ? padding : 0;
        var padStart = options.Side == TokenSide.Left ? 0 : encoding.Count;
        encoding.IdArray.CopyTo(filled.IdArray, start);
        encoding.TokenArray.CopyTo(filled.TokenArray, start);
        encoding.OffsetArray.CopyTo(filled.OffsetArray, start);
        encoding.CodePointOffsetArray.CopyTo(filled.CodePointOffsetArray, start);
        encoding.TypeIdArray.CopyTo(filled.TypeIdArray, start);
        encoding.AttentionArray.CopyTo(filled.AttentionArray, start);
        encoding.SpecialArray.CopyTo(filled.SpecialArray, start);
        encoding.WordArray.CopyTo(filled.WordArray, start);
        filled.IdArray.AsSpan(padStart, padding).Fill(options.PadId);
        filled.TokenArray.AsSpan(padStart, padding).Fill(options.PadToken);
        filled.TypeIdArray.AsSpan(padStart, padding).Fill(options.PadTypeId);
        filled.SpecialArray.AsSpan(padStart, padding).Fill(1);
        filled.WordArray.AsSpan(padStart, padding).Fill(-1);
        return filled;
    }
}
