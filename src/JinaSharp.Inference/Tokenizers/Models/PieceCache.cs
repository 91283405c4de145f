using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace JinaSharp.Inference.Tokenizers.Models;

/// <summary>
/// Pieces seen before and their tokens. Belongs to one scratch, so it needs no lock. Bounded: when any of its arrays is full it forgets
/// everything, which follows a change of topic better than keeping the first pieces for ever.
/// </summary>
internal sealed class PieceCache
{
    private const int LongestPiece = 64;
    private const int FirstSlots = 1 << 10;
    private const int MostSlots = 1 << 17;
    private const int MostChars = 1 << 20;
    private const int MostTokens = 1 << 18;

    private Slot[] _slots = new Slot[FirstSlots];
    private char[] _chars = new char[FirstSlots * 4];
    private PieceToken[] _tokens = new PieceToken[FirstSlots * 2];
    private int _count;
    private int _charCount;
    private int _tokenCount;

    /// <summary>A hash of a piece.</summary>
    public static ulong Hash(ReadOnlySpan<char> piece)
    {
        var bytes = MemoryMarshal.AsBytes(piece);
        var hash = (ulong)bytes.Length * 0x9E3779B97F4A7C15;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        ulong rest = 0;
        if (bytes.Length >= 4)
        {
            rest = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            bytes = bytes[4..];
        }

        if (bytes.Length >= 2)
            rest = (rest << 16) | BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        return Mix(hash, rest);
    }

    /// <summary>The tokens of a piece, if it is known. They are valid until the next addition.</summary>
    public bool TryGet(ReadOnlySpan<char> piece, ulong hash, out ReadOnlySpan<PieceToken> tokens)
    {
        var slots = _slots;
        for (var index = (int)hash & (slots.Length - 1); ; index = (index + 1) & (slots.Length - 1))
        {
            ref readonly var slot = ref slots[index];
            if (slot.Length == 0)
            {
                tokens = default;
                return false;
            }

            if (slot.Tag == (uint)(hash >> 32) && slot.Length == piece.Length && _chars.AsSpan(slot.CharStart, slot.Length).SequenceEqual(piece))
            {
                tokens = _tokens.AsSpan(slot.TokenStart, slot.TokenCount);
                return true;
            }
        }
    }

    /// <summary>Remembers the tokens of a piece that is not known yet, unless it is long.</summary>
    public void Add(ReadOnlySpan<char> piece, ulong hash, ReadOnlySpan<PieceToken> tokens)
    {
        if (piece.Length > LongestPiece || tokens.Length > LongestPiece)
            return;
        MakeRoom(piece.Length, tokens.Length);
        piece.CopyTo(_chars.AsSpan(_charCount));
        tokens.CopyTo(_tokens.AsSpan(_tokenCount));
        Insert(new Slot((uint)(hash >> 32), (uint)hash, (ushort)piece.Length, (ushort)tokens.Length, _charCount, _tokenCount));
        _charCount += piece.Length;
        _tokenCount += tokens.Length;
        _count++;
    }

    private static ulong Mix(ulong hash, ulong value)
    {
        var high = Math.BigMul(hash ^ value ^ 0xA0761D6478BD642F, 0xE7037ED1A0B428DB, out var low);
        return high ^ low;
    }

    private void MakeRoom(int charCount, int tokenCount)
    {
        if (_charCount + charCount > MostChars || _tokenCount + tokenCount > MostTokens || (_count >= MostSlots / 2))
        {
            Array.Clear(_slots);
            _count = _charCount = _tokenCount = 0;
        }

        if (_charCount + charCount > _chars.Length)
            Array.Resize(ref _chars, (int)BitOperations.RoundUpToPowerOf2((uint)(_charCount + charCount)));
        if (_tokenCount + tokenCount > _tokens.Length)
            Array.Resize(ref _tokens, (int)BitOperations.RoundUpToPowerOf2((uint)(_tokenCount + tokenCount)));
        if (_count * 2 >= _slots.Length)
            GrowSlots();
    }

    private void GrowSlots()
    {
        var old = _slots;
        _slots = new Slot[old.Length * 4 > MostSlots ? MostSlots : old.Length * 4];
        foreach (var slot in old)
            if (slot.Length > 0)
                Insert(slot);
    }

    private void Insert(Slot slot)
    {
        var index = (int)slot.Position & (_slots.Length - 1);
        while (_slots[index].Length != 0)
            index = (index + 1) & (_slots.Length - 1);
        _slots[index] = slot;
    }

    private readonly record struct Slot(uint Tag, uint Position, ushort Length, ushort TokenCount, int CharStart, int TokenStart);
}
