using System.Globalization;
using System.Text;

namespace JinaSharp.Text;

/// <summary>The class and the folded form of every UTF-16 code unit, and the rules beyond the basic plane.</summary>
/// <remarks>
/// Built once from the runtime's own Unicode data (which no culture and no ICU library changes) and from <see cref="CharacterFolding"/>.
/// </remarks>
internal static class CharacterTable
{
    // A folded value from here on (private use, never a letter) is a place in Expansions.
    private const int FirstExpansion = 0xE000;

    private static readonly string[] Expansions = SplitGroups(CharacterFolding.Multiple);

    /// <summary>The class of each code unit: 65,536 entries.</summary>
    public static readonly CharacterClass[] Classes = BuildClasses();

    /// <summary>The folded form of each code unit, or a reference to an expansion: 65,536 entries.</summary>
    public static readonly char[] Folded = BuildFolded();

    /// <summary>Whether a folded value stands for several characters.</summary>
    public static bool IsExpansion(char folded) => folded is >= (char)FirstExpansion and < (char)0xF900;

    /// <summary>The characters that such a value stands for, at least two.</summary>
    public static ReadOnlySpan<char> Expand(char folded) => Expansions[folded - FirstExpansion].AsSpan(1);

    /// <summary>The class of a character beyond the basic plane.</summary>
    public static CharacterClass Classify(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.OtherLetter when rune.Value is >= 0x20000 and <= 0x3FFFF => CharacterClass.Ideograph,
        UnicodeCategory.OtherLetter when rune.Value is >= 0x1AFF0 and <= 0x1B16F => CharacterClass.Unsegmented,
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => CharacterClass.Lower,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.OtherNumber => CharacterClass.Digit,
        UnicodeCategory.OtherSymbol => CharacterClass.Symbol,
        UnicodeCategory.Format => CharacterClass.Ignored,
        _ => CharacterClass.Separator,
    };

    private static CharacterClass[] BuildClasses()
    {
        var classes = new CharacterClass[0x10000];
        for (var code = 0; code < classes.Length; code++)
            classes[code] = Classify((char)code);
        return classes;
    }

    private static CharacterClass Classify(char c)
    {
        if (IsDroppedMark(c)) return CharacterClass.Ignored;
        var category = CharUnicodeInfo.GetUnicodeCategory(c);
        switch (category)
        {
            case UnicodeCategory.UppercaseLetter:
            case UnicodeCategory.TitlecaseLetter:
                return CharacterClass.Upper;
            case UnicodeCategory.LowercaseLetter:
            case UnicodeCategory.LetterNumber when c is not (>= '\u3007' and <= '\u303A'):
                return CharacterClass.Lower;
            case UnicodeCategory.DecimalDigitNumber:
            case UnicodeCategory.OtherNumber:
                return CharacterClass.Digit;
            case UnicodeCategory.ConnectorPunctuation:
                return CharacterClass.Connector;
            case UnicodeCategory.Format:
                return CharacterClass.Ignored;
            case UnicodeCategory.Surrogate:
                return CharacterClass.Surrogate;
            case UnicodeCategory.OtherSymbol when c is >= '\u2190' and <= '\u2BFF':
                return CharacterClass.Symbol;
            case UnicodeCategory.OtherLetter:
            case UnicodeCategory.ModifierLetter:
            case UnicodeCategory.LetterNumber:
            case UnicodeCategory.NonSpacingMark:
            case UnicodeCategory.SpacingCombiningMark:
                return IsIdeograph(c) ? CharacterClass.Ideograph : IsUnsegmented(c) ? CharacterClass.Unsegmented : CharacterClass.Lower;
            default:
                return CharacterClass.Separator;
        }
    }

    // The same ranges as in eng/unicode/generate_folding.py: accents and vowel points; kana voicing marks, as their composed forms are kept.
    private static bool IsDroppedMark(char c) => c is
        (>= '\u0300' and <= '\u036F') or (>= '\u0483' and <= '\u0487') or (>= '\u0591' and <= '\u05C7') or (>= '\u0610' and <= '\u061A')
        or '\u0640' or (>= '\u064B' and <= '\u065F') or '\u0670' or (>= '\u06D6' and <= '\u06ED') or (>= '\u1AB0' and <= '\u1AFF')
        or (>= '\u1DC0' and <= '\u1DFF') or (>= '\u20D0' and <= '\u20FF') or '\u3099' or '\u309A'
        or (>= '\uFE00' and <= '\uFE0F') or (>= '\uFE20' and <= '\uFE2F') or '\uFF9E' or '\uFF9F';

    private static bool IsIdeograph(char c) => c is
        (>= '\u2E80' and <= '\u2FDF') or (>= '\u3005' and <= '\u3007') or (>= '\u3021' and <= '\u303A')
        or (>= '\u3400' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF');

    private static bool IsUnsegmented(char c) => c is
        (>= '\u0E00' and <= '\u0EFF') or (>= '\u1000' and <= '\u109F') or (>= '\u1780' and <= '\u17FF') // Thai, Lao, Myanmar, Khmer
        or (>= '\u3040' and <= '\u31FF') or (>= '\uFF66' and <= '\uFFDC')                               // kana, bopomofo, half width
        or (>= '\u1100' and <= '\u11FF') or (>= '\uA960' and <= '\uA97F') or (>= '\uAC00' and <= '\uD7FF'); // Hangul

    private static char[] BuildFolded()
    {
        var folded = new char[0x10000];
        for (var code = 0; code < folded.Length; code++)
            folded[code] = (char)code;
        foreach (var group in SplitGroups(CharacterFolding.Single))
            foreach (var source in group.AsSpan(1))
                folded[source] = group[0];
        for (var i = 0; i < Expansions.Length; i++)
            folded[Expansions[i][0]] = (char)(FirstExpansion + i);
        for (var code = 0; code < folded.Length; code++)
        {
            var lower = char.ToLowerInvariant((char)code);
            if (lower != code) folded[code] = folded[lower];
        }
        return folded;
    }

    private static string[] SplitGroups(string groups) => groups.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
