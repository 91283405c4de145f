using System.Buffers.Binary;
using System.Numerics;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>The hash of an id's bytes. It is part of the file format: the same everywhere and for ever.</summary>
internal static class IdHash
{
    private const ulong First = 0x9E3779B97F4A7C15;
    private const ulong Second = 0xD6E8FEB86659FD93;

    public static ulong Compute(ReadOnlySpan<byte> id)
    {
        var hash = First ^ ((ulong)id.Length * Second);
        while (id.Length >= 8)
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(id));
            id = id[8..];
        }
        ulong tail = 0;
        for (var i = 0; i < id.Length; i++) tail |= (ulong)id[i] << (8 * i);
        return Mix(Mix(hash ^ tail) + First);
    }

    private static ulong Mix(ulong value)
    {
        value *= Second;
        value ^= BitOperations.RotateRight(value, 32);
        value *= First;
        return value ^ (value >> 29);
    }
}
