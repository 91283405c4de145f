using JinaSharp.Inference.Kernels;

namespace JinaSharp.Inference.Runtime;

/// <summary>Some consecutive token rows of a batch with the buffers that a layer works in.</summary>
internal readonly ref struct RowBlock
{
    private readonly EncoderSession _session;
    private readonly WorkerScratch _scratch;

    public RowBlock(EncoderSession session, WorkerScratch scratch, int first, int rows)
    {
        _session = session;
        _scratch = scratch;
        First = first;
        Tiles = new RowTiles(rows);
        Packed = scratch.Packed;
        Sum = scratch.Sum;
    }

    /// <summary>The batch's row that is the block's first.</summary>
    public int First { get; }

    public RowTiles Tiles { get; }

    public int Rows => Tiles.Rows;

    public PackedBatch Batch => _session.Batch;

    public int Adapter => _session.Batch.Adapter;

    public int HiddenStride => _session.Shape.HiddenStride;

    /// <summary>Token states, <c>[Rows][HiddenStride]</c>.</summary>
    public Span<float> Hidden => _session.Hidden.Slice(First * HiddenStride, Rows * HiddenStride);

    /// <summary>Attention's output, <c>[Rows][Heads.PaddedWidth]</c>.</summary>
    public ReadOnlySpan<float> Context => _session.Context.Slice(First * _session.Shape.Heads.PaddedWidth, Rows * _session.Shape.Heads.PaddedWidth);

    /// <summary>Queries, keys and values of the whole batch in head layout.</summary>
    public Span<float> Heads => _session.Heads;

    /// <summary>Scratch, <c>[Rows][HiddenStride]</c> at least.</summary>
    public Span<float> Sum { get; }

    /// <summary>Scratch: packed rows.</summary>
    public Span<float> Packed { get; }

    public Span<float> Feed => _scratch.Feed;

    public Span<float> Tile => _scratch.Tile;

    public Span<float> Adapters => _scratch.Adapter;

    public Span<float> AdaptersPacked => _scratch.AdapterPacked;

    /// <summary>Where the projections to queries, keys and values go: panels of the whole batch, from this block's first row.</summary>
    public MatrixView HeadOutput => HeadPanels(0);

    /// <summary>The same, from the queries (0), the keys (1) or the values (2) on.</summary>
    public MatrixView HeadPanels(int kind) =>
        new(HeadPart(kind)[(First * MatMul.PanelWidth)..], MatMul.PanelWidth, Batch.Tokens * MatMul.PanelWidth);

    /// <summary>The head layout's queries (0), keys (1) or values (2), and what follows them.</summary>
    public Span<float> HeadPart(int kind) => Heads[(kind * _session.Shape.Heads.Panels * Batch.Tokens * MatMul.PanelWidth)..];

    public MatrixView HiddenView => MatrixView.Rows(Hidden, HiddenStride);

    public MatrixView SumView => MatrixView.Rows(Sum, HiddenStride);

    /// <summary>Packs the token states.</summary>
    public void PackHidden() => RowPacking.Pack(Tiles, Hidden, HiddenStride, _session.Shape.HiddenSize, Packed);

    /// <summary>Packs attention's output.</summary>
    public void PackContext() => RowPacking.Pack(Tiles, Context, _session.Shape.Heads.PaddedWidth, _session.Shape.Heads.PaddedWidth, Packed);

    /// <summary>Rotates one kind of the head layout (0: queries, 1: keys) by the positions of the block's rows.</summary>
    public void Rotate(int kind)
    {
        var layout = _session.Shape.Heads;
        Rotary.Apply(layout, HeadPart(kind), Batch.Tokens, First, Batch.Positions.Slice(First, Rows), _session.Cosines, _session.Sines);
    }
}
