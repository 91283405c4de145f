using System.Globalization;
using System.Text;
using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.Patterns;

/// <summary>The named sets of code points that patterns may use, and case folding.</summary>
internal static class PatternSets
{
    public static readonly CodePointSet WhiteSpace = Ranges("9-D 20 85 A0 1680 2000-200A 2028-2029 202F 205F 3000");
    public static readonly CodePointSet Word = Ranges(CodePointRanges.PatternWord);
    public static readonly CodePointSet Digit = Ranges(CodePointRanges.PatternDigit);
    public static readonly CodePointSet HexDigit = Ranges("30-39 41-46 61-66");
    public static readonly CodePointSet NotLineFeed = Ranges("A").Complement();
    public static readonly CodePointSet All = Ranges("0-10FFFF");

    private const int LongS = 0x17F; // the runtime keeps it apart from ASCII; case folding does not

    private static readonly Lazy<ILookup<int, int>> Folds = new(BuildFolds);

    // Two-letter names in the order of UnicodeCategory.
    private static readonly string[] Categories =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co",
        "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn",
    ];

    /// <summary>The set of a property name, or null.</summary>
    public static CodePointSet? Property(string name)
    {
        switch (name)
        {
            case "L" or "Letter":
                return Ranges(CodePointRanges.Letter);
            case "N" or "Number":
                return Ranges(CodePointRanges.Number);
            case "Han" or "Script=Han" or "sc=Han":
                return Ranges(CodePointRanges.Han);
            case "White_Space" or "Space":
                return WhiteSpace;
            case "Any":
                return All;
            default:
                break;
        }

        var wanted = Categories.Select((category, index) => (category, index))
            .Where(c => c.category == name || (name.Length == 1 && c.category[0] == name[0]))
            .Select(c => (UnicodeCategory)c.index)
            .ToHashSet();
        return wanted.Count == 0 ? null : new CodePointSet(CategoryRanges(wanted));
    }

    /// <summary>The set together with everything that differs from its members only by case.</summary>
    public static CodePointSet IgnoreCase(CodePointSet set)
    {
        var more = Folds.Value.Where(group => group.Any(set.Contains)).SelectMany(group => group).Select(c => (c, c));
        return new CodePointSet(set.Ranges.Concat(more));
    }

    private static IEnumerable<(int, int)> CategoryRanges(HashSet<UnicodeCategory> wanted)
    {
        var start = -1;
        for (var codePoint = 0; codePoint <= 0x10FFFF; codePoint++)
        {
            var inside = wanted.Contains(CharUnicodeInfo.GetUnicodeCategory(codePoint));
            if (inside && start < 0)
                start = codePoint;
            if (inside || start < 0)
                continue;
            yield return (start, codePoint - 1);
            start = -1;
        }

        if (start >= 0)
            yield return (start, 0x10FFFF);
    }

    // Simple case folding: the lowercase of the uppercase. Groups of one are left out.
    private static ILookup<int, int> BuildFolds()
    {
        var folds = new List<(int Fold, int CodePoint)>();
        for (var codePoint = 0; codePoint < 0x1F000; codePoint++)
        {
            if (codePoint is >= 0xD800 and < 0xE000)
                continue;
            var upper = codePoint == LongS ? 'S' : Rune.ToUpperInvariant(new Rune(codePoint)).Value;
            folds.Add((Lowercase.Of(upper), codePoint));
        }

        return folds.GroupBy(f => f.Fold).Where(g => g.Count() > 1).SelectMany(g => g).ToLookup(f => f.Fold, f => f.CodePoint);
    }

    private static CodePointSet Ranges(string ranges) => new(CodePointSet.Parse(ranges));
}
