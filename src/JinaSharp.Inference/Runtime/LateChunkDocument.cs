using System.Text;
using JinaSharp.Inference.Models;

namespace JinaSharp.Inference.Runtime;

/// <summary>Texts joined into one document, its tokens, and the tokens that belong to each text.</summary>
/// <param name="Ids">The tokens of instruction and document, special ones included.</param>
/// <param name="Spans">For each text its tokens, half-open.</param>
internal sealed record LateChunkDocument(int[] Ids, (int Start, int End)[] Spans)
{
    /// <summary>Joins and tokenizes.</summary>
    /// <remarks>
    /// A text owns the tokens that start, white space skipped, at or after its start and end at or before its end. The first text also takes the
    /// opening special token and the instruction, the last one the closing special token.
    /// </remarks>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="model">The model.</param>
    /// <param name="texts">Consecutive pieces of a document.</param>
    /// <param name="separator">What goes between two texts, unless the first ends in white space.</param>
    /// <param name="instruction">What goes before the document.</param>
    public static LateChunkDocument Create(Tokenizer tokenizer, TextModel model, IReadOnlyList<string> texts, string separator, string instruction)
    {
        var document = new StringBuilder(instruction);
        var places = new (int Start, int End)[texts.Count];
        for (var i = 0; i < texts.Count; i++)
        {
            if (i > 0 && !(texts[i - 1].Length > 0 && char.IsWhiteSpace(texts[i - 1][^1]))) document.Append(separator);
            places[i] = (document.Length, document.Length + texts[i].Length);
            document.Append(texts[i]);
        }
        return Assign(tokenizer, model, document.ToString(), places);
    }

    /// <summary>Cuts to a length; the closing special token that takes the last place is not pooled. Texts with nothing left have an empty span.</summary>
    public LateChunkDocument Truncate(int maxTokens)
    {
        if (Ids.Length <= maxTokens) return this;
        int[] ids = [.. Ids.AsSpan(0, maxTokens - 1), Ids[^1]];
        return new LateChunkDocument(ids, [.. Spans.Select(span => (Math.Min(span.Start, maxTokens - 1), Math.Min(span.End, maxTokens - 1)))]);
    }

    private static LateChunkDocument Assign(Tokenizer tokenizer, TextModel model, string document, (int Start, int End)[] places)
    {
        var buffer = new TokenBuffer();
        tokenizer.Encode(document, buffer);
        ModelTokenizer.Check(buffer, model, int.MaxValue, "The late-chunking document");
        var spans = new (int Start, int End)[places.Length];
        var token = 0;
        for (var i = 0; i < places.Length; i++)
        {
            while (token < buffer.Count && (buffer.SpecialTokensMask[token] != 0 || FirstVisible(document, buffer.Offsets[token]) < places[i].Start)) token++;
            var start = token;
            while (token < buffer.Count && buffer.SpecialTokensMask[token] == 0 && buffer.Offsets[token].End <= places[i].End) token++;
            spans[i] = (start, token);
        }
        if (spans.Length > 0)
        {
            if (spans[0].End > spans[0].Start) spans[0].Start = 0;
            if (spans[^1].End > spans[^1].Start) spans[^1].End = buffer.Count;
        }
        return new LateChunkDocument(buffer.Ids.ToArray(), spans);
    }

    private static int FirstVisible(string document, TokenSpan token)
    {
        var start = token.Start;
        while (start < token.End && char.IsWhiteSpace(document[start])) start++;
        return start;
    }
}
