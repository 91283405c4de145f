using System.Globalization;

namespace JinaSharp.Inference.Tokenizers.Unicode;

/// <summary>Knows most boundaries of grapheme clusters without segmenting. Built on first use.</summary>
internal static class ClusterBreaks
{
    private const int Tabled = 0x20000;

    // Code points that are letters, numbers, marks' hosts or symbols by category, and yet join with a neighbour
    // (UAX 29: SpacingMark, Extend, Prepend, Hangul jamo, regional indicators, emoji modifiers).
    private const string NotPlain =
        "E33 EB3 D4E 1100-11FF A960-A97F AC00-D7FF FF9E-FF9F 111C2-111C3 113D1 1193F 11941 11A3A 11A84-11A89 11D46 11F02 16D40-16D7F 1F1E6-1F1FF 1F3FB-1F3FF";

    private static readonly ulong[] Plain = Build();

    /// <summary>Whether a code point is plain: between two plain ones there is always a cluster boundary.</summary>
    public static bool IsPlain(int codePoint) => codePoint >= Tabled
        ? codePoint < 0xE0000
        : (Plain[codePoint >> 6] & (1UL << codePoint)) != 0;

    private static ulong[] Build()
    {
        var plain = new ulong[Tabled >> 6];
        for (var codePoint = 0x20; codePoint < Tabled; codePoint++)
            if (IsPlainCategory(CharUnicodeInfo.GetUnicodeCategory(codePoint)))
                plain[codePoint >> 6] |= 1UL << codePoint;
        foreach (var (first, last) in CodePointSet.Parse(NotPlain))
            for (var codePoint = first; codePoint <= last; codePoint++)
                plain[codePoint >> 6] &= ~(1UL << codePoint);
        return plain;
    }

    private static bool IsPlainCategory(UnicodeCategory category) => category switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned => false,
        _ => true,
    };
}
