namespace DocsSnippets;

/// <summary>The code of docs/tokenizers.md.</summary>
internal static class TokenizersSnippets
{
    public static void Encoding()
    {
        var tokenizer = Tokenizer.Load("models/jina-embeddings-v2-small-en");

        TokenEncoding encoding = tokenizer.Encode("How are you doing?");
        ReadOnlySpan<int> ids = encoding.Ids.Span;
        TokenSpan first = encoding.Offsets.Span[1];               // where it is in the C# string; CodePointOffsets counts code points
        string text = tokenizer.Decode(ids);                      // without special tokens

        TokenEncoding pair = tokenizer.EncodePair("a question", "a passage");
        int count = tokenizer.CountTokens("a long text");         // without special tokens
    }

    public static void Batches(Tokenizer tokenizer, string[] texts)
    {
        var options = new TokenizeOptions { Truncation = new TruncationOptions { MaxLength = 512 }, Padding = new PaddingOptions() };
        IReadOnlyList<TokenEncoding> batch = tokenizer.EncodeBatch(texts, options);
    }

    public static void Buffers(Tokenizer tokenizer, string[] lines)
    {
        var buffer = new TokenBuffer();
        foreach (var line in lines)
        {
            tokenizer.Encode(line, buffer);
            Use(buffer.Ids, buffer.Offsets);
        }
    }

    // What the page leaves to the reader.
    private static void Use<TIds, TOffsets>(TIds ids, TOffsets offsets)
        where TIds : allows ref struct
        where TOffsets : allows ref struct
    {
    }
}
