using JinaSharp.Inference.Kernels;
using JinaSharp.Inference.Models;
using JinaSharp.Inference.Weights;

namespace JinaSharp.Inference.Runtime;

/// <summary>The memory of one worker: either the buffers of a row block, or those of an attention head.</summary>
internal sealed class WorkerScratch : IDisposable
{
    /// <summary>Feed-forward columns held at a time; keeps a block's buffers near the second-level cache.</summary>
    public const int FeedChunk = 512;

    private const int BlockCacheBytes = 1536 << 10;

    private readonly EncoderShape _shape;
    private NativeBuffer<float> _memory;

    public WorkerScratch(EncoderShape shape)
    {
        _shape = shape;
        _memory = new NativeBuffer<float>(BlockLength(shape));
    }

    /// <summary>The most rows of a block: many, because each block streams all weights of the layer; benchmark "encoder".</summary>
    public static int MaxBlockRows(EncoderShape shape)
    {
        var bytesPerRow = 4 * (PackedDepth(shape) + shape.HiddenStride + Math.Min(FeedChunk, shape.IntermediateStride));
        var rows = Math.Clamp(BlockCacheBytes / bytesPerRow, MatMul.MaxRows, 16 * MatMul.MaxRows);
        return rows - rows % MatMul.MaxRows;
    }

    /// <summary>Packed input rows, over at most the wider of hidden size and attention output.</summary>
    public Span<float> Packed => Part(0);

    /// <summary>Row-major sums, as wide as a token state.</summary>
    public Span<float> Sum => Part(1);

    /// <summary>Packed feed-forward activations: <see cref="FeedChunk"/> columns of the largest block, more of smaller ones.</summary>
    public Span<float> Feed => Part(2);

    /// <summary>A tile of 32 columns.</summary>
    public Span<float> Tile => Part(3)[..(MatMul.MaxRows * MatMul.PanelWidth)];

    /// <summary>Another one, with the slack of packing.</summary>
    public Span<float> SecondTile => Part(3)[(MatMul.MaxRows * MatMul.PanelWidth)..];

    /// <summary>Row-major projections on the adapters' first factor.</summary>
    public Span<float> Adapter => Part(4);

    /// <summary>The adapter's projections in packed form.</summary>
    public Span<float> AdapterPacked => Part(5);

    /// <summary>All of it, for attention over texts up to the length last prepared for.</summary>
    public Span<float> Attention => _memory.Span;

    /// <summary>Makes room for attention over texts of this length.</summary>
    public void Prepare(int longestText)
    {
        var needed = Kernels.Attention.ScratchLength(_shape.Heads, longestText);
        if (needed <= _memory.Length) return;
        _memory.Dispose();
        _memory = new NativeBuffer<float>(needed + needed / 4);
    }

    public void Dispose() => _memory.Dispose();

    private static int PackedDepth(EncoderShape shape) => Math.Max(shape.HiddenStride, shape.Heads.PaddedWidth);

    private static long PartLength(EncoderShape shape, int part)
    {
        var rows = MaxBlockRows(shape);
        var length = part switch
        {
            0 => RowTiles.MaxPackedLength(rows, PackedDepth(shape)),
            1 => (long)rows * PackedDepth(shape),
            2 => RowTiles.MaxPackedLength(rows, Math.Min(FeedChunk, shape.IntermediateStride)),
            3 => 2L * MatMul.MaxRows * MatMul.PanelWidth + RowTiles.Slack,
            4 => (long)rows * EncoderShape.RoundUp(shape.AdapterColumns),
            _ => RowTiles.MaxPackedLength(rows, shape.AdapterColumns),
        };
        return (length + 15) / 16 * 16;
    }

    private static long BlockLength(EncoderShape shape)
    {
        long length = 0;
        for (var part = 0; part <= 5; part++) length += PartLength(shape, part);
        return length;
    }

    private Span<float> Part(int part)
    {
        long start = 0;
        for (var i = 0; i < part; i++) start += PartLength(_shape, i);
        return _memory.Span.Slice((int)start, (int)PartLength(_shape, part));
    }
}
