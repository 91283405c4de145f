namespace JinaSharp.Pipelines.Reading;

/// <summary>Reads text and source code in windows that end with a line where there is one.</summary>
internal static class PlainTextReader
{
    // Under the size at which strings leave the cheap part of the heap.
    private const int WindowLength = 32 * 1024;

    public static IEnumerable<TextSection> Read(TextReader reader, bool isCode, int firstLine = 1)
    {
        var buffer = new char[WindowLength];
        var (kept, line, continues) = (0, firstLine, false);
        while (true)
        {
            var count = reader.ReadBlock(buffer, kept, buffer.Length - kept);
            var filled = kept + count;
            if (filled == 0) yield break;
            var isLast = filled < buffer.Length;
            var end = isLast ? filled : CutPoint(buffer.AsSpan(0, filled));
            var text = new string(buffer, 0, end);
            yield return new TextSection { Text = text, Lines = LineMap.OfSource(text, line), Continues = continues, IsCode = isCode };
            line += text.AsSpan().Count('\n');
            continues = true;
            kept = filled - end;
            buffer.AsSpan(end, kept).CopyTo(buffer);
            if (isLast) yield break;
        }
    }

    // The end of the last line; else of the last word; else of the window, whole characters kept.
    private static int CutPoint(ReadOnlySpan<char> window)
    {
        var end = window.LastIndexOf('\n') + 1;
        if (end > 0) return end;
        end = window.LastIndexOf(' ') + 1;
        if (end > 0) return end;
        return char.IsHighSurrogate(window[^1]) ? window.Length - 1 : window.Length;
    }
}
