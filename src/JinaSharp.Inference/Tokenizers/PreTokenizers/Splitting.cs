namespace JinaSharp.Inference.Tokenizers.PreTokenizers;

/// <summary>Turns the matches of one piece into pieces, by behaviour.</summary>
internal static class Splitting
{
    /// <summary>Emits the pieces that a list of adjoining spans makes; a span with the flag is a match.</summary>
    public static void Emit(List<PatternSpan> spans, SplitBehavior behavior, PreTokenizedText text)
    {
        switch (behavior)
        {
            case SplitBehavior.Removed:
            case SplitBehavior.Isolated:
                foreach (var span in spans)
                    if (behavior == SplitBehavior.Isolated || !span.IsMatch)
                        text.Emit(span.Start, span.End - span.Start);
                return;
            case SplitBehavior.Contiguous:
                EmitJoined(spans, text, (previous, current) => previous == current);
                return;
            case SplitBehavior.MergedWithPrevious:
                EmitJoined(spans, text, (previous, current) => current && !previous);
                return;
            default:
                EmitMergedWithNext(spans, text);
                return;
        }
    }

    // A span joins the piece before it when the rule says so for (was the last span a match, is this one); "before the first" is no match.
    private static void EmitJoined(List<PatternSpan> spans, PreTokenizedText text, Func<bool, bool, bool> joins)
    {
        int start = -1, end = -1;
        var previous = false;
        foreach (var span in spans)
        {
            if (start >= 0 && joins(previous, span.IsMatch))
            {
                end = span.End;
            }
            else
            {
                text.Emit(start, end - start);
                (start, end) = (span.Start, span.End);
            }

            previous = span.IsMatch;
        }

        text.Emit(start, end - start);
    }

    // Walking backwards, a match opens the piece after it unless that one opens with a match already.
    private static void EmitMergedWithNext(List<PatternSpan> spans, PreTokenizedText text)
    {
        var pending = -1;
        for (var i = 0; i < spans.Count; i++)
        {
            var span = spans[i];
            var joinsNext = span.IsMatch && i + 1 < spans.Count && !spans[i + 1].IsMatch;
            var start = pending >= 0 ? pending : span.Start;
            if (joinsNext)
            {
                pending = start;
                continue;
            }

            text.Emit(start, span.End - start);
            pending = -1;
        }
    }
}
