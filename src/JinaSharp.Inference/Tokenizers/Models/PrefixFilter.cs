using System.Numerics;
using System.Runtime.CompilerServices;

namespace JinaSharp.Inference.Tokenizers.Models;

/// <summary>
/// One bit for the hash of every prefix of every token: a lookup that walks to longer and longer texts can stop where no token begins
/// like that. A bit may be set by chance, which costs one step more and changes nothing.
/// </summary>
internal sealed class PrefixFilter
{
    private const int BitsPerToken = 32;
    private const int BitsPerUnit = 4;

    private readonly ulong[] _bits;
    private readonly int _shift;

    public PrefixFilter(Vocabulary vocabulary, int count)
    {
        long units = 0;
        for (var id = 0; id < count; id++)
            units += vocabulary.Token(id).Length;
        var bits = Math.Clamp(BitOperations.Log2(BitOperations.RoundUpToPowerOf2((ulong)Math.Max(((long)count * BitsPerToken), units * BitsPerUnit))), 6, 34);
        _bits = new ulong[1 << (bits - 6)];
        _shift = 64 - bits;
        for (var id = 0; id < count; id++)
        {
            var hash = TokenHash.Seed;
            foreach (var unit in vocabulary.Token(id))
            {
                hash = TokenHash.Extend(hash, unit);
                var bit = hash >> _shift;
                _bits[bit >> 6] |= 1UL << (int)bit;
            }
        }
    }

    /// <summary>Whether a token may start with the text of a hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayContain(ulong hash)
    {
        var bit = hash >> _shift;
        return (_bits[bit >> 6] & (1UL << (int)bit)) != 0;
    }
}
