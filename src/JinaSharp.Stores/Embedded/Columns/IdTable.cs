namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>Finds rows by the hash of their id: open addressing, entries of 32 bits of hash and row + 1. Entries are only added, so readers need no lock.</summary>
internal abstract unsafe class IdTable
{
    /// <summary>The number of slots for a number of rows: a power of two, at most two thirds full.</summary>
    public static int SlotCount(int rows) => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, rows + (rows / 2) + 1));

    /// <summary>The entry of a row.</summary>
    public static ulong Entry(ulong hash, int row) => (hash & 0xFFFFFFFF00000000) | (uint)(row + 1);

    /// <summary>Whether an entry is of this hash.</summary>
    public static bool HasHash(ulong entry, ulong hash) => ((entry ^ hash) >> 32) == 0;

    /// <summary>The row of an entry.</summary>
    public static int Row(ulong entry) => (int)(uint)entry - 1;

    /// <summary>The slots; their number is a power of two.</summary>
    public abstract ReadOnlySpan<ulong> Slots { get; }
}
