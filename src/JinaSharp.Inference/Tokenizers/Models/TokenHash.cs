using System.Runtime.CompilerServices;

namespace JinaSharp.Inference.Tokenizers.Models;

/// <summary>A hash of UTF-16 text that can be extended by one unit at a time, so that all prefixes of a text are hashed in one walk.</summary>
internal static class TokenHash
{
    /// <summary>The hash of the empty text.</summary>
    public const ulong Seed = 0x9E3779B97F4A7C15;

    private const ulong Multiplier = 0xD6E8FEB86659FD93;

    /// <summary>The hash of a text with one more unit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Extend(ulong hash, char unit) => (hash + unit + 1) * Multiplier;

    /// <summary>The hash of a text with more units.</summary>
    public static ulong Extend(ulong hash, ReadOnlySpan<char> units)
    {
        foreach (var unit in units)
            hash = Extend(hash, unit);
        return hash;
    }
}
