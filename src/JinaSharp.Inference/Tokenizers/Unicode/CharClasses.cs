using System.Globalization;
using System.Runtime.CompilerServices;

namespace JinaSharp.Inference.Tokenizers.Unicode;

/// <summary>A two-stage table from code point to <see cref="CharClass"/>, built once from <see cref="CodePointRanges"/>.</summary>
internal static class CharClasses
{
    private const int BlockBits = 8;
    private const int BlockSize = 1 << BlockBits;

    // Code points that are letters, numbers, marks' hosts or symbols by category, and yet join with a neighbour
    // (UAX 29: SpacingMark, Extend, Prepend, Hangul jamo, regional indicators, emoji modifiers).
    private const string NotPlain =
        "E33 EB3 D4E 1100-11FF A960-A97F AC00-D7FF FF9E-FF9F 111C2-111C3 113D1 1193F 11941 11A3A 11A84-11A89 11D46 11F02 16D40-16D7F 1F1E6-1F1FF 1F3FB-1F3FF";

    private static readonly ushort[] Blocks = new ushort[(0x110000 >> BlockBits) + 1];
    private static readonly CharClass[] Values = Build();

    /// <summary>The classes of a code point.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CharClass Of(int codePoint) =>
        Values[(Blocks[codePoint >> BlockBits] << BlockBits) | (codePoint & (BlockSize - 1))];

    /// <summary>Whether a code point has any of the classes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is(int codePoint, CharClass classes) => (Of(codePoint) & classes) != 0;

    /// <summary>White_Space, the same set as <see cref="char.IsWhiteSpace(char)"/>; all of it is in the BMP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsWhiteSpace(char unit) => (Of(unit) & CharClass.WhiteSpace) != 0;

    private static CharClass[] Build()
    {
        var values = new CharClass[BlockSize * 16];
        var used = 1; // block 0 of Values is the empty block, shared by everything unassigned

        void Fill(int first, int last, CharClass value)
        {
            for (var codePoint = first; codePoint <= last; codePoint++)
            {
                ref var block = ref Blocks[codePoint >> BlockBits];
                if (block == 0)
                {
                    if ((used + 1) << BlockBits > values.Length)
                        Array.Resize(ref values, values.Length * 2);
                    block = (ushort)used++;
                }

                values[(block << BlockBits) | (codePoint & (BlockSize - 1))] |= value;
            }
        }

        void FillAll(string ranges, CharClass value)
        {
            foreach (var (first, last) in CodePointSet.Parse(ranges))
                Fill(first, last, value);
        }

        FillAll("9-D 20 85 A0 1680 2000-200A 2028-2029 202F 205F 3000", CharClass.WhiteSpace);
        FillAll(CodePointRanges.Letter, CharClass.Letter);
        FillAll(CodePointRanges.Number, CharClass.Number);
        FillAll(CodePointRanges.Word, CharClass.Word);
        FillAll(CodePointRanges.Punctuation, CharClass.Punctuation);
        FillAll(CodePointRanges.Digits, CharClass.Digit);
        FillAll(CodePointRanges.BertDeleted, CharClass.BertDeleted);
        FillAll(CodePointRanges.BertMark, CharClass.BertMark);
        FillAll(CodePointRanges.Mark, CharClass.Mark);
        FillAll(CodePointRanges.Ideograph, CharClass.Ideograph);
        for (var codePoint = 0x20; codePoint < 0x20000; codePoint++)
        {
            if (IsPlainCategory(CharUnicodeInfo.GetUnicodeCategory(codePoint)))
                Fill(codePoint, codePoint, CharClass.Plain);
        }

        foreach (var (first, last) in CodePointSet.Parse(NotPlain))
        {
            for (var codePoint = first; codePoint <= last; codePoint++)
                values[(Blocks[codePoint >> BlockBits] << BlockBits) | (codePoint & (BlockSize - 1))] &= ~CharClass.Plain;
        }

        return values;
    }

    private static bool IsPlainCategory(UnicodeCategory category) => category switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned => false,
        _ => true,
    };
}
