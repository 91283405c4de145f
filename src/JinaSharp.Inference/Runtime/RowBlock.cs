using JinaSharp.Inference.Kernels;
using JinaSharp.Inference.Models;

namespace JinaSharp.Inference.Runtime;

/// <summary>Some consecutive token rows of a batch with the buffers that a layer works in.</summary>
internal readonly ref struct RowBlock
{
    private readonly EncoderSession _session;
    private readonly WorkerScratch _scratch;

    /// <summary>A block that one worker takes through a layer.</summary>
    public RowBlock(EncoderSession session, WorkerScratch scratch, int first, int rows)
        : this(session, scratch, first, rows, scratch, panelStep: 1) => IsShared = false;

    /// <summary>A block that the whole team works on, as one worker sees it: the tiles are its own, the rest is everybody's.</summary>
    public RowBlock(EncoderSession session, WorkerScratch shared, int first, int rows, WorkerScratch own, int panelStep)
    {
        _session = session;
        _scratch = shared;
        IsShared = true;
        PanelStep = panelStep;
        First = first;
        Tiles = new RowTiles(rows);
        Packed = shared.Packed;
        Sum = shared.Sum;
        Feed = shared.Feed;
        Tile = own.Tile;
        SecondTile = own.SecondTile;
    }

    /// <summary>Whether the block is the whole batch and the team shares out the weight panels of its products.</summary>
    public bool IsShared { get; }

    /// <summary>How many panels further the worker goes on after one of an <see cref="IPanelStage"/>: what to fetch ahead.</summary>
    public int PanelStep { get; }

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

    /// <summary>Scratch: the packed columns of a <see cref="Runtime.FeedChunk"/>.</summary>
    public Span<float> Feed { get; }

    /// <summary>Scratch: a tile of 32 columns.</summary>
    public Span<float> Tile { get; }

    /// <summary>Scratch: another one.</summary>
    public Span<float> SecondTile { get; }

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

    /// <summary>output = init + W x for the packed rows.</summary>
    public void Multiply(PackedMatrix matrix, MatrixView init, MatrixView output) => Multiply(matrix, Packed, 0, matrix.Inputs, init, output);

    /// <summary>The same over some inputs, which <paramref name="packed"/> holds.</summary>
    public void Multiply(PackedMatrix matrix, ReadOnlySpan<float> packed, int inputStart, int inputCount, MatrixView init, MatrixView output)
    {
        if (IsShared) _session.MultiplyShared(matrix, Tiles, packed, inputStart, inputCount, init, output);
        else matrix.Multiply(Tiles, packed, inputStart, inputCount, 0, matrix.Panels, init, output);
    }

    /// <summary>The next feed-forward columns to hold: of a shared block as many as there is room for, because each chunk has the team meet twice.</summary>
    public FeedChunk FeedChunk(int start, int columns)
    {
        var held = WorkerScratch.FeedChunk;
        if (IsShared)
        {
            var room = (Feed.Length - (Tiles.Count + 1) * RowTiles.Slack) / Rows / MatMul.PanelWidth * MatMul.PanelWidth;
            var chunks = (columns + room - 1) / room;
            held = EncoderShape.RoundUp((columns + chunks - 1) / chunks);
        }
        return new FeedChunk(start, Math.Min(held, columns - start));
    }

    /// <summary>Has all panels of the chunk made.</summary>
    public void Activate(IPanelStage stage, FeedChunk chunk)
    {
        if (IsShared) _session.ActivateShared(stage, chunk);
        else for (var panel = 0; panel < chunk.Panels; panel++) stage.Activate(this, chunk, panel);
    }

    /// <summary>Packs <see cref="Tile"/>, a panel's activations for one tile of rows, to its place in <see cref="Feed"/>.</summary>
    public void StoreActivated(FeedChunk chunk, int panel, int tile)
    {
        var column = panel * MatMul.PanelWidth;
        int rows = Tiles.Height(tile), width = Math.Min(MatMul.PanelWidth, chunk.Count - column);
        var place = Feed[((int)Tiles.PackedStart(tile, chunk.Count) + column * rows)..];
        if (!IsShared)
        {
            RowPacking.PackTile(Tile, MatMul.PanelWidth, rows, width, place);
            return;
        }
        // Packing writes past its end, where another worker's panel may lie already.
        RowPacking.PackTile(Tile, MatMul.PanelWidth, rows, width, SecondTile);
        SecondTile[..(rows * width)].CopyTo(place);
    }

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
