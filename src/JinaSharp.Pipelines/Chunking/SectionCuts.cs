using JinaSharp.Pipelines.Reading;

namespace JinaSharp.Pipelines.Chunking;

/// <summary>Cuts one section, from its beginning to its end.</summary>
/// <remarks>
/// A chunk may end anywhere between its least and largest size. The first heading there ends it; else the last block or paragraph, the last sentence
/// (or, in code, the last blank line before the least indented line), the last line, the last token.
/// </remarks>
internal sealed class SectionCuts(TextSection section, List<TokenSpan> tokens, ChunkLimits limits)
{
    private readonly string _text = section.Text;
    private int _firstToken;

    /// <summary>Where the next chunk begins, its overlap included.</summary>
    public int Position { get; private set; }

    /// <summary>The next chunk.</summary>
    /// <param name="isEnd">Whether nothing follows this section; else the last, unfinished chunk is left for the section that goes on.</param>
    /// <param name="cut">The chunk.</param>
    public bool TryNext(bool isEnd, out ChunkCut cut)
    {
        cut = default;
        if (Position >= _text.Length) return false;
        var last = LastToken();
        if (last == tokens.Count && HeadingBetween(CharAt(_firstToken + limits.MinTokens), _text.Length) < 0)
        {
            // All that is left fits in one chunk.
            if (!isEnd) return false;
            cut = new ChunkCut(Position, _text.Length, tokens.Count - _firstToken);
            Position = _text.Length;
            return true;
        }
        // Tokens that share one place cannot be parted.
        while (CharAt(last) <= Position) last++;
        var end = BestEnd(CharAt(_firstToken + limits.MinTokens), CharAt(last));
        var nextToken = TokenAt(end);
        cut = new ChunkCut(Position, end, nextToken - _firstToken);
        _firstToken = nextToken == tokens.Count ? nextToken : nextToken - limits.OverlapTokens;
        Position = limits.OverlapTokens == 0 || nextToken == tokens.Count ? end : Math.Max(tokens[_firstToken].Start, Position + 1);
        return true;
    }

    // The token after the last that fits.
    private int LastToken()
    {
        var last = Math.Min(_firstToken + limits.MaxTokens, tokens.Count);
        if (last > _firstToken && tokens[last - 1].End - Position <= limits.MaxCharacters
            && (last < tokens.Count || _text.Length - Position <= limits.MaxCharacters)) return last;
        // Progress beyond the overlap is worth more than the limit of characters.
        var least = Math.Min(_firstToken + limits.OverlapTokens + 1, tokens.Count);
        while (last > least && CharAt(last) - Position > limits.MaxCharacters) last--;
        return last;
    }

    private int BestEnd(int from, int to)
    {
        if (from >= to) return to;
        var heading = HeadingBetween(from, to);
        if (heading >= 0) return heading;
        if (section.Blocks is { } blocks)
        {
            if (LastIn(blocks, from, to) is { } block) return block;
        }
        else if (TextBreaks.LastParagraph(_text, from, to, section.IsCode) is { } paragraph)
        {
            return paragraph;
        }
        if (!section.IsCode && TextBreaks.LastSentence(_text, from, to) is { } sentence) return sentence;
        return TextBreaks.LastLine(_text, from, to) ?? to;
    }

    // A heading at the very end of the range is one too: the chunk then ends before it.
    private int HeadingBetween(int from, int to)
    {
        foreach (var heading in section.Headings)
        {
            if (heading.Position > to) return -1;
            if (heading.Position >= from && heading.Position > Position && heading.Position < _text.Length) return heading.Position;
        }
        return -1;
    }

    private static int? LastIn(IReadOnlyList<int> positions, int from, int to)
    {
        int low = 0, high = positions.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (positions[middle] <= to) low = middle + 1;
            else high = middle;
        }
        return low > 0 && positions[low - 1] >= from ? positions[low - 1] : null;
    }

    private int CharAt(int token) => token < tokens.Count ? tokens[token].Start : _text.Length;

    // The first token that begins at a position or after it.
    private int TokenAt(int position)
    {
        int low = _firstToken, high = tokens.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (tokens[middle].Start >= position) high = middle;
            else low = middle + 1;
        }
        return low;
    }
}
