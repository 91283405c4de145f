using System.Runtime.CompilerServices;

namespace JinaSharp.Inference.Kernels;

/// <summary>A block of rows cut into tiles, as even as possible, the higher ones first: 16 rows are 8 and 8, not 14 and 2.</summary>
/// <remarks>
/// The packed form of a block, over <c>depth</c> columns, holds one tile after another, each as <c>[depth][height]</c>. Packing stores whole
/// vectors, so each tile is followed by <see cref="Slack"/> elements that may be written but are never read.
/// </remarks>
internal readonly struct RowTiles
{
    /// <summary>Elements after a packed tile that a whole-vector store may touch.</summary>
    public const int Slack = 16;

    private readonly int _height, _higher;

    public RowTiles(int rows)
    {
        Rows = rows;
        Count = (rows + MatMul.MaxRows - 1) / MatMul.MaxRows;
        if (Count > 0) (_height, _higher) = Math.DivRem(rows, Count);
    }

    public int Rows { get; }

    public int Count { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Start(int tile) => tile * _height + Math.Min(tile, _higher);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Height(int tile) => tile < _higher ? _height + 1 : _height;

    /// <summary>The tile that a row is in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Of(int row)
    {
        var lower = row - _higher * (_height + 1);
        return lower < 0 ? row / (_height + 1) : _higher + lower / _height;
    }

    /// <summary>Where a tile's packed form starts, for a block packed over <paramref name="depth"/> columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint PackedStart(int tile, int depth) => (nint)Start(tile) * depth + tile * Slack;

    public long PackedLength(int depth) => (long)Rows * depth + Count * (long)Slack;

    /// <summary>The length that is enough for any block of at most this many rows.</summary>
    public static long MaxPackedLength(int rows, int depth) => (long)rows * depth + ((long)rows + 1) * Slack;
}
