using System.Buffers;
using System.Text;

namespace JinaSharp.Stores.Embedded.Filters;

internal static class Utf16Extensions
{
    /// <summary>Whether a text has no half of a surrogate pair, so that UTF-8 can hold it.</summary>
    public static bool IsValidUtf16(this ReadOnlySpan<char> text)
    {
        while (text.IndexOfAnyInRange('\uD800', '\uDFFF') is >= 0 and var at)
        {
            if (Rune.DecodeFromUtf16(text[at..], out _, out var length) != OperationStatus.Done) return false;
            text = text[(at + length)..];
        }
        return true;
    }
}
