using System.Globalization;
using System.Runtime.CompilerServices;
using JinaSharp.Inference.Tokenizers.Text;

namespace JinaSharp.Inference.Tokenizers.Unicode;

/// <summary>Lowercase of single code points, without regard to the text around them.</summary>
internal static class Lowercase
{
    // U+0130 is the only code point whose lowercase is two: i and a combining dot above.
    private const int DottedCapitalI = 0x130, CombiningDot = 0x307;

    private static readonly CodePointMap Table = new(); // lowercase exclusive-or code point; both are in the same plane
    private static readonly bool Ready = Fill();

    /// <summary>Appends the lowercase of a code point; all of it stands for one original character.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Append(int codePoint, AlignedText output, int origin)
    {
        if ((uint)codePoint < 0x80)
        {
            output.Append((char)((uint)(codePoint - 'A') < 26 ? codePoint | 0x20 : codePoint), origin);
            return;
        }

        output.AppendCodePoint(Of(codePoint), origin);
        if (codePoint == DottedCapitalI)
            output.Append((char)CombiningDot, origin);
    }

    /// <summary>The (first code point of the) lowercase of a code point.</summary>
    public static int Of(int codePoint) => Ready ? codePoint ^ Table[codePoint] : codePoint;

    private static bool Fill()
    {
        foreach (var item in LowercaseData.Mappings.Split(' '))
        {
            var equals = item.IndexOf('=');
            var codePoint = Hex(item[..equals]);
            Table[codePoint] = (ushort)(codePoint ^ Hex(item[(equals + 1)..].Split('+')[0]));
        }

        return true;
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
