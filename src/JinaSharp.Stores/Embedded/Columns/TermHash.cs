using System.Numerics;

namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>Where a term's search begins in a table in memory. Terms may be hashes or small numbers; they are mixed first.</summary>
internal static class TermHash
{
    /// <summary>The slot in a table whose size is a power of two.</summary>
    public static int Slot(ulong term, int slotCount) => (int)((term * 0x9E3779B97F4A7C15) >> (64 - BitOperations.Log2((uint)slotCount)));
}
