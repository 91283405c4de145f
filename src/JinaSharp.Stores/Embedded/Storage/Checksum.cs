using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>CRC-32C (Castagnoli), by the processor's own instruction where it has one.</summary>
/// <remarks>An instruction waits for the one before for three cycles, so three stretches of a long input are worked on at the same time and put together afterwards. Benchmark <c>upsert</c>.</remarks>
internal static class Checksum
{
    private const uint Polynomial = 0x82F63B78;

    // Of each of the three stretches, whole cache lines: four times three of them are nearly a block of a segment.
    private const int StretchBytes = 5440;

    // [place of a byte][byte]: what that byte of a register becomes when a stretch of zeros follows. Linear, so the parts add up.
    private static readonly uint[] ShiftOf = MakeShift();

    public static uint Compute(ReadOnlySpan<byte> bytes, uint seed = 0)
    {
        var crc = ~seed;
        for (; bytes.Length >= 3 * StretchBytes; bytes = bytes[(3 * StretchBytes)..]) crc = AddThree(crc, ref MemoryMarshal.GetReference(bytes));
        ref var start = ref MemoryMarshal.GetReference(bytes);
        var place = 0;
        for (; place <= bytes.Length - 8; place += 8) crc = BitOperations.Crc32C(crc, Word(ref start, place));
        for (; place < bytes.Length; place++) crc = BitOperations.Crc32C(crc, bytes[place]);
        return ~crc;
    }

    // bytes: [3 * StretchBytes]. Opening a store is when it is needed first: it is never run unoptimised.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe uint AddThree(uint crc, ref byte bytes)
    {
        uint second = 0, third = 0;
        for (var line = 0; line < StretchBytes; line += 64)
        {
            // Three places at a time are more than the processor foresees: the next three stretches are asked for. Past the end of the input that does nothing.
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref bytes, line + (3 * StretchBytes))));
                Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref bytes, line + (4 * StretchBytes))));
                Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref bytes, line + (5 * StretchBytes))));
            }
            for (var place = line; place < line + 64; place += 8)
            {
                crc = BitOperations.Crc32C(crc, Word(ref bytes, place));
                second = BitOperations.Crc32C(second, Word(ref bytes, place + StretchBytes));
                third = BitOperations.Crc32C(third, Word(ref bytes, place + (2 * StretchBytes)));
            }
        }
        return Shift(Shift(crc) ^ second) ^ third;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(ref byte bytes, int place)
    {
        var word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref bytes, place));
        return BitConverter.IsLittleEndian ? word : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(word);
    }

    private static uint Shift(uint crc) => ShiftOf[crc & 0xFF] ^ ShiftOf[256 + ((crc >> 8) & 0xFF)] ^ ShiftOf[512 + ((crc >> 16) & 0xFF)] ^ ShiftOf[768 + (crc >> 24)];

    private static uint[] MakeShift()
    {
        // x^(8 * StretchBytes) by squaring; the highest bit of a register is the power 0.
        uint power = 1u << 31, square = 1u << 30;
        for (var exponent = 8 * StretchBytes; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0) power = Multiply(power, square);
            square = Multiply(square, square);
        }
        var shift = new uint[1024];
        for (var place = 0; place < 4; place++)
            for (var value = 0u; value < 256; value++)
                shift[(place * 256) + value] = Multiply(value << (8 * place), power);
        return shift;
    }

    // a * b modulo the polynomial, bits reflected
    private static uint Multiply(uint a, uint b)
    {
        uint product = 0;
        for (var bit = 31; bit >= 0; bit--)
        {
            if (((a >> bit) & 1) != 0) product ^= b;
            b = (b & 1) != 0 ? (b >> 1) ^ Polynomial : b >> 1;
        }
        return product;
    }
}
