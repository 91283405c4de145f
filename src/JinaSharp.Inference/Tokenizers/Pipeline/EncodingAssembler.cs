using JinaSharp.Inference.Tokenizers.PostProcessors;
using JinaSharp.Inference.Tokenizers.Text;

namespace JinaSharp.Inference.Tokenizers.Pipeline;

/// <summary>From the tokens of one or two texts to encodings: truncation, special tokens, type ids, masks, overflow windows, padding.</summary>
internal sealed class EncodingAssembler(EncodingPipeline pipeline, PostProcessor postProcessor)
{
    private readonly bool[] _trims = postProcessor.Trims;

    /// <summary>Builds the full encoding with its overflow.</summary>
    public TokenEncoding Build(EncodeScratch scratch, ReadOnlySpan<char> first, ReadOnlySpan<char> second, bool pair, TokenizeOptions options)
    {
        var windows = Windows(scratch, pair, options, out var overflow);
        var encoding = BuildOne(scratch, first, second, pair, options, windows);
        if (overflow.Count > 0)
        {
            var further = new TokenEncoding[overflow.Count];
            for (var i = 0; i < further.Length; i++)
                further[i] = BuildOne(scratch, first, second, pair, options, overflow[i]);
            encoding.Overflow = further;
        }

        return encoding;
    }

    /// <summary>Writes the encoding without its overflow into a buffer.</summary>
    public void Write(EncodeScratch scratch, ReadOnlySpan<char> first, ReadOnlySpan<char> second, bool pair, TokenizeOptions options, TokenBuffer buffer)
    {
        var (firstLength, secondLength) = Lengths(scratch, pair, options);
        var left = options.Truncation?.Side == TokenSide.Left;
        var windows = new WindowPair(Kept(scratch.First.Count, firstLength, left), Kept(scratch.Second.Count, secondLength, left));
        buffer.Clear();
        buffer.Truncated = windows.First.Length + windows.Second.Length < scratch.First.Count + (pair ? scratch.Second.Count : 0);
        buffer.EnsureRoom(windows.First.Length + windows.Second.Length + postProcessor.AddedTokens(pair));
        foreach (var item in postProcessor.Template(pair, options.AddSpecialTokens))
        {
            if (item.Sequence == TemplateItem.Special)
            {
                foreach (var id in item.SpecialIds)
                    buffer.Add(id, default, item.TypeId, item.IsMarked ? (byte)1 : (byte)0);
                continue;
            }

            var window = item.Sequence == 0 ? windows.First : windows.Second;
            var text = item.Sequence == 0 ? first : second;
            var tokens = (item.Sequence == 0 ? scratch.First : scratch.Second).Tokens[window.Start..window.End];
            buffer.EnsureRoom(tokens.Length);
            for (var i = 0; i < tokens.Length; i++)
                buffer.Add(tokens[i].Id, Trimmed(tokens[i], text, i == 0), item.TypeId, 0);
        }
    }

    private static TokenWindow Kept(int count, int length, bool left) =>
        left ? new TokenWindow(count - length, count) : new TokenWindow(0, length);

    private (int First, int Second) Lengths(EncodeScratch scratch, bool pair, TokenizeOptions options)
    {
        var (first, second) = (scratch.First.Count, pair ? scratch.Second.Count : 0);
        if (options.Truncation is not { } truncation)
            return (first, second);
        var room = truncation.MaxLength - (options.AddSpecialTokens ? postProcessor.ReservedTokens(pair) : 0);
        if (room < 0)
            throw new ArgumentException($"A maximum length of {truncation.MaxLength} leaves no room: the tokenizer adds {postProcessor.ReservedTokens(pair)} special tokens. Use a larger maximum length.");
        if (truncation.Stride < 0)
            throw new ArgumentException($"The stride of truncation is {truncation.Stride}; it must not be negative.");
        return room == 0 ? (0, 0) : Truncation.Lengths(first, second, pair, room, truncation.Strategy);
    }

    // All combinations, in the order of the reference: as if each place of the template were appended to what is there already.
    private WindowPair Windows(EncodeScratch scratch, bool pair, TokenizeOptions options, out List<WindowPair> overflow)
    {
        overflow = [];
        var (first, second) = Lengths(scratch, pair, options);
        var stride = options.Truncation?.Stride ?? 0;
        var side = options.Truncation?.Side ?? TokenSide.Right;
        List<TokenWindow> firstWindows = [], secondWindows = [];
        Truncation.Windows(scratch.First.Count, first, stride, side, firstWindows);
        Truncation.Windows(pair ? scratch.Second.Count : 0, second, stride, side, secondWindows);

        WindowPair current = default;
        foreach (var item in postProcessor.Template(pair, options.AddSpecialTokens))
        {
            if (item.Sequence == TemplateItem.Special)
                continue;
            var isFirst = item.Sequence == 0;
            var windows = isFirst ? firstWindows : secondWindows;
            var combined = new List<WindowPair>();
            foreach (var before in overflow)
                combined.AddRange(windows.Select(w => isFirst ? before with { First = w } : before with { Second = w }));
            combined.AddRange(windows.Skip(1).Select(w => isFirst ? current with { First = w } : current with { Second = w }));
            current = isFirst ? current with { First = windows[0] } : current with { Second = windows[0] };
            overflow = combined;
        }

        return current;
    }

    private TokenEncoding BuildOne(
        EncodeScratch scratch, ReadOnlySpan<char> first, ReadOnlySpan<char> second, bool pair, TokenizeOptions options, WindowPair windows)
    {
        var template = postProcessor.Template(pair, options.AddSpecialTokens);
        var count = 0;
        foreach (var item in template)
        {
            count += item.Sequence switch
            {
                0 => windows.First.Length,
                TemplateItem.Special => item.SpecialIds.Length,
                _ => windows.Second.Length,
            };
        }

        var encoding = new TokenEncoding(count);
        var index = 0;
        foreach (var item in template)
        {
            if (item.Sequence == TemplateItem.Special)
            {
                AddSpecial(encoding, item, ref index);
                continue;
            }

            var isFirst = item.Sequence == 0;
            AddSequence(encoding, isFirst ? scratch.First : scratch.Second, isFirst ? windows.First : windows.Second, isFirst ? first : second, item.TypeId, ref index);
        }

        return encoding;
    }

    private static void AddSpecial(TokenEncoding encoding, TemplateItem item, ref int index)
    {
        for (var i = 0; i < item.SpecialIds.Length; i++, index++)
        {
            encoding.IdArray[index] = item.SpecialIds[i];
            encoding.TokenArray[index] = item.SpecialTokens[i];
            encoding.TypeIdArray[index] = item.TypeId;
            encoding.SpecialArray[index] = item.IsMarked ? 1 : 0;
            encoding.AttentionArray[index] = 1;
            encoding.WordArray[index] = -1;
        }
    }

    private void AddSequence(TokenEncoding encoding, TokenList list, TokenWindow window, ReadOnlySpan<char> text, int typeId, ref int index)
    {
        var codePoints = text.IndexOfAnyInRange('\uD800', '\uDFFF') < 0 ? null : CodePointIndices(text);
        for (var i = window.Start; i < window.End; i++, index++)
        {
            var token = list.Tokens[i];
            var span = Trimmed(token, text, i == window.Start);
            encoding.IdArray[index] = token.Id;
            encoding.TokenArray[index] = list.Surfaces.TryGetValue(i, out var surface) ? surface : pipeline.Model.Vocabulary.Token(token.Id).ToString();
            encoding.OffsetArray[index] = span;
            encoding.CodePointOffsetArray[index] = codePoints is null ? span : new TokenSpan(codePoints[span.Start], codePoints[span.End] - codePoints[span.Start]);
            encoding.TypeIdArray[index] = typeId;
            encoding.AttentionArray[index] = 1;
            encoding.WordArray[index] = token.Word;
        }
    }

    private TokenSpan Trimmed(RawToken token, ReadOnlySpan<char> text, bool isFirst)
    {
        var span = new TokenSpan(token.Start, token.End - token.Start);
        if (_trims.Length == 0)
            return span;
        var shown = token.IsAdded ? text[token.Start..token.End] : pipeline.Model.Vocabulary.Token(token.Id);
        foreach (var addPrefixSpace in _trims)
            span = OffsetTrimmer.Trim(span, shown, text, isFirst, addPrefixSpace);
        return span;
    }

    private static int[] CodePointIndices(ReadOnlySpan<char> text)
    {
        var indices = new int[text.Length + 1];
        var count = 0;
        for (var i = 0; i < text.Length;)
        {
            Utf16.At(text, i, out var width);
            indices[i] = count;
            if (width == 2)
                indices[i + 1] = count;
            count++;
            i += width;
        }

        indices[^1] = count;
        return indices;
    }
}
