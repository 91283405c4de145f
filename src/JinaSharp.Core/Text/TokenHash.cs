using System.Runtime.CompilerServices;

namespace JinaSharp.Text;

/// <summary>The 64-bit hash of folded characters: four characters a step, the same on every processor.</summary>
internal static class TokenHash
{
    private const ulong Seed = 0x9E3779B97F4A7C15;
    private const ulong Multiplier = 0xD6E8FEB86659FD93;
    private const ulong FinalMultiplier = 0xFF51AFD7ED558CCD;

    /// <summary>The hash of a token's folded form.</summary>
    public static ulong Compute(ReadOnlySpan<char> folded)
    {
        var hash = Seed ^ (ulong)folded.Length;
        while (folded.Length >= 4)
        {
            hash = Step(hash, folded[0] | (ulong)folded[1] << 16 | (ulong)folded[2] << 32 | (ulong)folded[3] << 48);
            folded = folded[4..];
        }
        ulong rest = 0;
        for (var i = folded.Length - 1; i >= 0; i--)
            rest = rest << 16 | folded[i];
        return Mix(Step(hash, rest));
    }

    /// <summary>Spreads every bit of a value over the whole result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong value)
    {
        value ^= value >> 32;
        value *= FinalMultiplier;
        return value ^ value >> 29;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Step(ulong hash, ulong block)
    {
        hash = (hash ^ block) * Multiplier;
        return hash ^ hash >> 32;
    }
}
