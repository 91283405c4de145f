namespace JinaSharp.Pipelines.Chunking;

/// <summary>Finds good places to end a chunk, searching backwards.</summary>
internal static class TextBreaks
{
    // Abbreviations that a capital letter or a number often follows.
    private static readonly string[] Abbreviations =
        ["Dr", "Mr", "Mrs", "Ms", "St", "Prof", "No", "Nr", "Fig", "Abb", "Eq", "Sec", "Vol", "vs", "bzw", "ca", "Inc", "Ltd", "Jr", "Sr", "Mme", "Sra"];

    /// <summary>The last position in the range at which a paragraph begins; in code, of the least indented one.</summary>
    public static int? LastParagraph(string text, int from, int to, bool isCode)
    {
        (int? Position, int Indentation) best = (null, int.MaxValue);
        for (var line = LastLine(text, from, to); line is { } start; line = LastLine(text, from, start - 1))
        {
            if (!FollowsBlankLine(text, start) || start == text.Length || IsBlankAt(text, start)) continue;
            if (!isCode) return start;
            var indentation = Indentation(text, start);
            if (indentation == 0) return start;
            if (indentation < best.Indentation) best = (start, indentation);
        }
        return best.Position;
    }

    /// <summary>The last position in the range at which a sentence begins.</summary>
    public static int? LastSentence(string text, int from, int to)
    {
        for (var position = to; position >= from && position > 0; position--)
        {
            var before = text[position - 1];
            if (before is '。' or '！' or '？' or '｡') return position;
            if (!char.IsWhiteSpace(before) || position == text.Length || char.IsWhiteSpace(text[position])) continue;
            var end = position - 1;
            while (end > 0 && char.IsWhiteSpace(text[end - 1])) end--;
            while (end > 0 && text[end - 1] is '"' or '\'' or ')' or ']' or '”' or '’' or '»') end--;
            if (end == 0 || text[end - 1] is not ('.' or '!' or '?' or '…' or '؟' or '।')) continue;
            if (text[end - 1] != '.' || EndsSentence(text, end - 1, position)) return position;
        }
        return null;
    }

    /// <summary>The last position in the range at which a line begins.</summary>
    public static int? LastLine(string text, int from, int to)
    {
        if (to < from || to <= 0) return null;
        var newline = text.LastIndexOf('\n', to - 1, to - Math.Max(from - 1, 0));
        return newline < 0 || newline + 1 < from ? null : newline + 1;
    }

    // 'e.g.', 'J. Smith' and '3. item' end no sentence; a small letter begins none.
    private static bool EndsSentence(string text, int dot, int next)
    {
        if (char.IsLower(text[next])) return false;
        var start = dot;
        while (start > 0 && char.IsLetterOrDigit(text[start - 1])) start--;
        var word = text.AsSpan(start, dot - start);
        if (word.Length <= 1 || (word.Length == 2 && char.IsAsciiDigit(word[0]))) return false;
        foreach (var abbreviation in Abbreviations)
            if (word.SequenceEqual(abbreviation))
                return false;
        return true;
    }

    private static bool FollowsBlankLine(string text, int start)
    {
        var position = start - 1;
        if (position < 1) return false;
        for (position--; position >= 0; position--)
        {
            if (text[position] == '\n') return true;
            if (!char.IsWhiteSpace(text[position])) return false;
        }
        return true;
    }

    private static bool IsBlankAt(string text, int start)
    {
        for (var position = start; position < text.Length && text[position] != '\n'; position++)
            if (!char.IsWhiteSpace(text[position]))
                return false;
        return true;
    }

    private static int Indentation(string text, int start)
    {
        var position = start;
        while (position < text.Length && text[position] is ' ' or '\t') position++;
        // A closing bracket belongs to what is before it.
        return position < text.Length && text[position] is '}' or ')' or ']' ? int.MaxValue - 1 : position - start;
    }
}
