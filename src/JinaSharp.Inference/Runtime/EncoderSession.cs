using JinaSharp.Inference.Kernels;
using JinaSharp.Inference.Models;
using JinaSharp.Inference.Weights;

namespace JinaSharp.Inference.Runtime;

/// <summary>Runs an encoder over batches, one at a time, with memory that is kept from batch to batch.</summary>
/// <remarks>
/// Two parallel phases a layer: attention by text and head, then everything else by blocks of token rows, which stay in the second-level cache
/// while the weights stream past them; a worker meets the others twice a layer and reads again what it wrote itself. A batch of so few rows that
/// every worker would read all weights for a handful of them is one block instead, and the team shares out the panels of each product. After
/// the first batch of the largest size nothing more is allocated.
/// </remarks>
internal sealed class EncoderSession : IDisposable
{
    /// <summary>Rows for each worker that pay for its streaming all weights past them; benchmark "encoder".</summary>
    private const int MinBlockRows = 16;

    private readonly IEncoder _encoder;
    private readonly WorkerTeam _team;
    private readonly WorkerScratch[] _scratch;
    private readonly BlockWork _blockWork;
    private readonly AttentionWork _attentionWork;
    private readonly ActivationWork _activationWork;
    private readonly PanelProduct _panelProduct = new();
    private readonly int _maxBlockRows;
    private NativeBuffer<float> _hidden = new(0), _context = new(0), _heads = new(0), _cosines = new(0), _sines = new(0);
    private int _capacity, _positions;

    public EncoderSession(IEncoder encoder, WorkerTeam team)
    {
        _encoder = encoder;
        _team = team;
        _scratch = new WorkerScratch[team.Size];
        for (var i = 0; i < _scratch.Length; i++) _scratch[i] = new WorkerScratch(encoder.Shape);
        _maxBlockRows = WorkerScratch.MaxBlockRows(encoder.Shape);
        _blockWork = new BlockWork(this);
        _attentionWork = new AttentionWork(this);
        _activationWork = new ActivationWork(this);
    }

    public EncoderShape Shape => _encoder.Shape;

    /// <summary>The batch in work.</summary>
    public PackedBatch Batch { get; private set; } = new();

    /// <summary>Token states, <c>[Tokens][HiddenStride]</c>: after <see cref="Run"/>, those of the last layer.</summary>
    public Span<float> Hidden => _hidden.Span;

    /// <summary>Attention's output, <c>[Tokens][Heads.PaddedWidth]</c>.</summary>
    public Span<float> Context => _context.Span;

    /// <summary>Queries, keys and values in head layout.</summary>
    public Span<float> Heads => _heads.Span;

    public ReadOnlySpan<float> Cosines => _cosines.Span;

    public ReadOnlySpan<float> Sines => _sines.Span;

    /// <summary>Called on the running thread after the embeddings (-1) and after each layer.</summary>
    public Action<int>? LayerFinished { get; set; }

    /// <summary>The forward pass.</summary>
    /// <param name="batch">The texts; at least one.</param>
    /// <param name="isAbandoned">Asked between layers whether nobody wants the result any more.</param>
    /// <returns>Whether it ran to the end.</returns>
    public bool Run(PackedBatch batch, Func<bool>? isAbandoned = null)
    {
        Batch = batch;
        Reserve();
        RunBlocks(-1);
        LayerFinished?.Invoke(-1);
        _attentionWork.Prepare();
        for (var layer = 0; layer < Shape.Layers; layer++)
        {
            if (isAbandoned?.Invoke() == true) return false;
            _team.Run(_attentionWork, _attentionWork.Items);
            RunBlocks(layer);
            LayerFinished?.Invoke(layer);
        }
        return true;
    }

    /// <summary>The state of a token of the batch.</summary>
    public ReadOnlySpan<float> State(int row) => Hidden.Slice(row * Shape.HiddenStride, Shape.HiddenSize);

    /// <summary>The mean of consecutive token states.</summary>
    public void MeanState(int firstRow, int rows, Span<double> sums, Span<float> output) =>
        Pooling.Mean(rows, Hidden[(firstRow * Shape.HiddenStride)..], Shape.HiddenStride, sums, output);

    /// <summary>One product of a shared block.</summary>
    public void MultiplyShared(PackedMatrix matrix, RowTiles tiles, ReadOnlySpan<float> packed, int inputStart, int inputCount, MatrixView init, MatrixView output) =>
        _panelProduct.Run(_team, matrix, tiles, packed, inputStart, inputCount, init, output);

    /// <summary>The panels of a chunk of a shared block.</summary>
    public void ActivateShared(IPanelStage stage, FeedChunk chunk)
    {
        _activationWork.Prepare(stage, chunk);
        _team.Run(_activationWork, chunk.Panels);
    }

    public void Dispose()
    {
        foreach (var scratch in _scratch) scratch.Dispose();
        foreach (var buffer in (ReadOnlySpan<NativeBuffer<float>>)[_hidden, _context, _heads, _cosines, _sines]) buffer.Dispose();
    }

    private RowBlock SharedBlock(int worker, int panelStep = 1) => new(this, _scratch[0], 0, Batch.Tokens, _scratch[worker], panelStep);

    /// <summary>The embeddings (-1), or all of a layer but its attention.</summary>
    private void RunBlocks(int layer)
    {
        if (_team.Size > 1 && Batch.Tokens < Math.Min(MinBlockRows * _team.Size, _maxBlockRows))
        {
            Execute(layer, SharedBlock(0));
            return;
        }
        var blocks = BlockCount(Batch.Tokens);
        _blockWork.Prepare(layer, blocks);
        _team.Run(_blockWork, blocks);
    }

    private void Execute(int layer, RowBlock block)
    {
        if (layer < 0) _encoder.Embed(block);
        else _encoder.Layer(layer, block);
    }

    /// <summary>As few blocks as the cache allows, but as many for each worker.</summary>
    private int BlockCount(int tokens)
    {
        var blocks = (tokens + _maxBlockRows - 1) / _maxBlockRows;
        blocks = (blocks + _team.Size - 1) / _team.Size * _team.Size;
        return Math.Min(blocks, tokens);
    }

    private void Reserve()
    {
        var tokens = Batch.Tokens;
        if (tokens > _capacity)
        {
            var capacity = tokens + tokens / 4;
            Resize(ref _hidden, (long)capacity * Shape.HiddenStride);
            Resize(ref _context, (long)capacity * Shape.Heads.PaddedWidth);
            Resize(ref _heads, 3L * Shape.Heads.PaddedWidth * capacity);
            _capacity = capacity;
        }
        foreach (var scratch in _scratch) scratch.Prepare(Batch.LongestText);
        if (Shape.RotaryBase > 0 && Batch.LongestText > _positions)
        {
            _positions = Batch.LongestText + Batch.LongestText / 2;
            var half = Shape.Heads.HeadSize / 2;
            Resize(ref _cosines, (long)_positions * half);
            Resize(ref _sines, (long)_positions * half);
            Rotary.FillTable(_positions, Shape.Heads.HeadSize, Shape.RotaryBase, _cosines.Span, _sines.Span);
        }
    }

    private static void Resize(ref NativeBuffer<float> buffer, long length)
    {
        buffer.Dispose();
        buffer = new NativeBuffer<float>(length);
    }

    private sealed class BlockWork(EncoderSession session) : IParallelWork
    {
        private int _layer, _blocks;

        public void Prepare(int layer, int blocks) => (_layer, _blocks) = (layer, blocks);

        public void Execute(int item, int worker)
        {
            var tokens = session.Batch.Tokens;
            int first = (int)((long)tokens * item / _blocks), end = (int)((long)tokens * (item + 1) / _blocks);
            session.Execute(_layer, new RowBlock(session, session._scratch[worker], first, end - first));
        }
    }

    private sealed class ActivationWork(EncoderSession session) : IParallelWork
    {
        private IPanelStage? _stage;
        private FeedChunk _chunk;
        private PanelShare _share;

        public void Prepare(IPanelStage stage, FeedChunk chunk) => (_stage, _chunk, _share) = (stage, chunk, new PanelShare(chunk.Panels, session._team.Size));

        public void Execute(int item, int worker)
        {
            var (panel, step) = _share.Claim(worker);
            _stage!.Activate(session.SharedBlock(worker, step), _chunk, panel);
        }
    }

    /// <summary>Items are a text, a head and a range of queries; the longest texts come first, so that the last items are short.</summary>
    private sealed class AttentionWork(EncoderSession session) : IParallelWork
    {
        private int[] _order = [], _lengths = [], _firstItem = [];
        private int _queryChunk;

        public int Items { get; private set; }

        public void Prepare()
        {
            var batch = session.Batch;
            var heads = session.Shape.Heads.Heads;
            if (_order.Length < batch.Count) (_order, _lengths, _firstItem) = (new int[2 * batch.Count], new int[2 * batch.Count], new int[2 * batch.Count + 1]);
            for (var i = 0; i < batch.Count; i++) (_order[i], _lengths[i]) = (i, -batch.Length(i));
            Array.Sort(_lengths, _order, 0, batch.Count);
            // A single long text is cut further, so that all workers have some of it.
            var pieces = Math.Max(1, 4 * session._team.Size / Math.Max(1, batch.Count * heads));
            _queryChunk = Math.Min(2048, EncoderShape.RoundUp((batch.LongestText + pieces - 1) / pieces));
            Items = 0;
            for (var i = 0; i < batch.Count; i++)
            {
                _firstItem[i] = Items;
                Items += heads * ((batch.Length(_order[i]) + _queryChunk - 1) / _queryChunk);
            }
            _firstItem[batch.Count] = Items;
        }

        public void Execute(int item, int worker)
        {
            var batch = session.Batch;
            var shape = session.Shape;
            var found = Array.BinarySearch(_firstItem, 0, batch.Count + 1, item);
            var place = found >= 0 ? found : ~found - 1;
            var text = _order[place];
            var length = batch.Length(text);
            var (head, chunk) = Math.DivRem(item - _firstItem[place], (length + _queryChunk - 1) / _queryChunk);
            // The last heads' slopes are small, so they look far; a head's keys stay in the cache from chunk to chunk.
            head = shape.Heads.Heads - 1 - head;
            var start = chunk * _queryChunk;
            Kernels.Attention.Run(
                shape.Heads, session.Heads, batch.Tokens, batch.Start(text), length, head, start, Math.Min(_queryChunk, length - start),
                shape.AlibiSlopes.Count > 0 ? shape.AlibiSlopes[head] : 0, session.Context, shape.Heads.PaddedWidth, session._scratch[worker].Attention);
        }
    }
}
