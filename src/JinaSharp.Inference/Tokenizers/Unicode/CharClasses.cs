using System.Runtime.CompilerServices;

namespace JinaSharp.Inference.Tokenizers.Unicode;

/// <summary>A two-stage table from code point to <see cref="CharClass"/>, built once from <see cref="CodePointRanges"/>.</summary>
internal static class CharClasses
{
    private const int BlockBits = 8;
    private const int BlockSize = 1 << BlockBits;

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
        return values;
    }
}
