namespace JinaSharp.Cli.Grep;

/// <summary>Reads lines without trusting them to be short: a longer one comes in pieces that have the same number.</summary>
internal static class BoundedLines
{
    /// <summary>The most characters of a piece: within the context of every embedding model.</summary>
    public const int MaxLength = 4096;

    public static IEnumerable<(int Number, string Text)> Read(TextReader reader)
    {
        var buffer = new char[MaxLength];
        var (start, end, number) = (0, 0, 1);
        while (true)
        {
            var length = buffer.AsSpan(start, end - start).IndexOf('\n');
            if (length >= 0)
            {
                yield return (number++, new string(buffer.AsSpan(start, length).TrimEnd('\r')));
                start += length + 1;
                continue;
            }
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
            if (end == buffer.Length)
            {
                // A pair of surrogates is one character.
                var cut = char.IsHighSurrogate(buffer[^1]) ? end - 1 : end;
                yield return (number, new string(buffer, 0, cut));
                start = cut;
                continue;
            }
            var read = reader.Read(buffer, end, buffer.Length - end);
            if (read > 0)
            {
                end += read;
                continue;
            }
            if (end > 0) yield return (number, new string(buffer.AsSpan(0, end).TrimEnd('\r')));
            yield break;
        }
    }
}
