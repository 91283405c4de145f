using System.Runtime.CompilerServices;
using JinaSharp.Inference.Tokenizers.Text;
using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.PreTokenizers;

/// <summary>The runs that the byte-level split patterns are made of.</summary>
internal static class Scanning
{
    private const CharClass Kinds = CharClass.WhiteSpace | CharClass.Letter | CharClass.Number;

    /// <summary>Where the run of one kind that includes an index ends: letters, numbers, or (none) other visible characters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int EndOfRun(ReadOnlySpan<char> chars, int index, CharClass kind)
    {
        while (index < chars.Length)
        {
            if ((CharClasses.Of(Utf16.At(chars, index, out var width)) & Kinds) != kind)
                break;
            index += width;
        }

        return index;
    }

    /// <summary>The pattern <c>\s+(?!\S)|\s+</c>: a run of white space, less its last character when something visible follows and one remains.</summary>
    public static int EndOfWhiteSpace(ReadOnlySpan<char> chars, int start)
    {
        var end = EndOfRun(chars, start, CharClass.WhiteSpace);
        return end < chars.Length && end - start > 1 ? end - 1 : end;
    }
}
