namespace JinaSharp.Inference.Tokenizers.Pipeline;

/// <summary>Decides which tokens of one or two texts are kept, and the windows over the rest.</summary>
internal static class Truncation
{
    /// <summary>The kept lengths of both texts; the second is 0 for a single text.</summary>
    public static (int First, int Second) Lengths(int first, int second, bool pair, int room, TruncationStrategy strategy)
    {
        var excess = first + second - room;
        if (excess <= 0)
            return (first, second);
        switch (strategy)
        {
            case TruncationStrategy.LongestFirst when !pair:
                return (room, 0);
            case TruncationStrategy.LongestFirst:
                return LongestFirst(first, second, room);
            case TruncationStrategy.OnlyFirst:
                return first > excess ? (first - excess, second) : throw TooShort("first", first, excess);
            default:
                if (!pair)
                    throw new ArgumentException("The truncation strategy OnlySecond needs a second text; this is a single one. Use OnlyFirst or LongestFirst.");
                return second > excess ? (first, second - excess) : throw TooShort("second", second, excess);
        }
    }

    /// <summary>The windows over so many tokens, the one that is kept first.</summary>
    public static void Windows(int count, int length, int stride, TokenSide side, List<TokenWindow> windows)
    {
        windows.Clear();
        if (length >= count)
        {
            windows.Add(new TokenWindow(0, count));
            return;
        }

        if (length == 0)
        {
            windows.Add(new TokenWindow(0, 0));
            windows.Add(new TokenWindow(0, count));
            return;
        }

        if (stride >= length)
            throw new ArgumentException($"The stride of truncation is {stride}; it must be below the {length} tokens that fit in a window. Use a smaller stride or a larger maximum length.");
        var step = length - stride;
        if (side == TokenSide.Right)
        {
            for (var start = 0; ; start += step)
            {
                var end = Math.Min(start + length, count);
                windows.Add(new TokenWindow(start, end));
                if (end == count)
                    return;
            }
        }

        for (var end = count; ; end -= step)
        {
            var start = Math.Max(end - length, 0);
            windows.Add(new TokenWindow(start, end));
            if (start == 0)
                return;
        }
    }

    private static (int, int) LongestFirst(int first, int second, int room)
    {
        var swapped = first > second;
        var (shorter, longer) = swapped ? (second, first) : (first, second);
        longer = shorter > room ? shorter : Math.Max(shorter, room - shorter);
        if (shorter + longer > room)
            (shorter, longer) = (room / 2, (room / 2) + (room % 2));
        return swapped ? (longer, shorter) : (shorter, longer);
    }

    private static ArgumentException TooShort(string which, int length, int excess) =>
        new($"The {which} text has {length} tokens, and {excess} would have to be cut. Use the strategy LongestFirst or a larger maximum length.");
}
