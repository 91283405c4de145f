using System.Numerics.Tensors;
using JinaSharp.Inference.Kernels;
using JinaSharp.Inference.Runtime;
using JinaSharp.Inference.Weights;

namespace JinaSharp.Inference.Models;

/// <summary>Jina's XLM-RoBERTa: jina-embeddings-v3 (rotary positions, task adapters), and the body of jina-reranker-v2 (absolute positions).</summary>
/// <remarks>
/// Reference: the implementation repository jinaai/xlm-roberta-flash-implementation. Deviation: adapters are applied beside the weights instead
/// of being merged, which is the same sum in another order. W' is a weight with the batch's adapter, W with none.
/// <code>
/// x = LN_emb(word'[id] + type'[0] (+ position[p]))
/// per layer:  q, k, v = W'qkv x + b        q, k rotated by position, or not
///             h = LN_1(W'o attention(q, k, v) + bo + x)
///             x = LN_2(W'2 gelu(W'1 h + b1) + b2 + h)
/// </code>
/// </remarks>
internal sealed class XlmRobertaFlash : IEncoder
{
    private readonly XlmRobertaConfig _config;
    private readonly EmbeddingTable _words;     // [vocab, hidden], stays in the mapped file
    private readonly EmbeddingTable _types;     // [types, hidden]
    private readonly float[] _positions;        // [positions, hidden]; empty: rotary
    private readonly NormWeights _norm;
    private readonly LayerWeights[] _layers;

    public XlmRobertaFlash(XlmRobertaConfig config, ModelWeights weights, string prefix)
    {
        _config = config;
        int d = config.HiddenSize, l = config.NumHiddenLayers;
        var heads = new HeadLayout(config.NumAttentionHeads, config.HeadSize);
        Shape = new EncoderShape(d, config.IntermediateSize, l, heads)
        {
            RotaryBase = config.Rotary ? config.RotaryEmbBase : 0,
            AdapterColumns = config.LoraRank * config.LoraAdaptations.Count,
        };
        _words = new EmbeddingTable(config, weights, $"{prefix}embeddings.word_embeddings", config.VocabSize);
        _types = new EmbeddingTable(config, weights, $"{prefix}embeddings.token_type_embeddings", config.TypeVocabSize);
        _positions = config.Rotary ? [] : weights.Get($"{prefix}embeddings.position_embeddings.weight", config.MaxPositionEmbeddings, d).ToArray();
        _norm = new NormWeights(weights, $"{prefix}emb_ln", d, config.LayerNormEps);
        _layers = new LayerWeights[l];
        ParallelLoad.For(l, i => _layers[i] = new LayerWeights(config, heads, weights, $"{prefix}encoder.layers.{i}"));
    }

    public EncoderShape Shape { get; }

    public int VocabularySize => _config.VocabSize;

    public int TypeCount => _config.TypeVocabSize;

    public int MaxTokens => _config.MaxTokens;

    public int DefaultMaxTokens => _config.MaxTokens;

    public long PackedByteLength => _layers.Sum(l => l.Heads.ByteLength + l.Output.ByteLength + l.Up.ByteLength + l.Down.ByteLength);

    public void Embed(RowBlock block)
    {
        var d = _config.HiddenSize;
        var type = block.Sum[..d];
        for (var row = 0; row < block.Rows; row++)
        {
            var x = block.Hidden.Slice(row * block.HiddenStride, d);
            _words.Read(block.Batch.TokenIds[block.First + row], block.Adapter, x);
            _types.Read(block.Batch.TypeIds[block.First + row], block.Adapter, type);
            TensorPrimitives.Add(x, type, x);
            if (!_config.Rotary)
                TensorPrimitives.Add(x, _positions.AsSpan((_config.FirstPosition + block.Batch.Positions[block.First + row]) * d, d), x);
        }
        _norm.Apply(block.Rows, block.Hidden, block.HiddenStride, default, default, block.Hidden, block.HiddenStride);
        ProjectHeads(_layers[0], block);
    }

    public void Layer(int layer, RowBlock block)
    {
        var w = _layers[layer];

        // h = LN_1(W'o attention(q, k, v) + bo + x)
        block.PackContext();
        w.Output.Multiply(block, block.HiddenView, block.SumView);
        w.Norm1.Apply(block.Rows, block.Sum, block.HiddenStride, w.OutputBias, default, block.Hidden, block.HiddenStride);

        // x = LN_2(W'2 gelu(W'1 h + b1) + b2 + h)
        FeedForward(w, block);
        w.Norm2.Apply(block.Rows, block.Sum, block.HiddenStride, w.DownBias, default, block.Hidden, block.HiddenStride);

        if (layer + 1 < _layers.Length) ProjectHeads(_layers[layer + 1], block);
    }

    public void Dispose()
    {
        foreach (var layer in _layers) layer.Dispose();
    }

    private void ProjectHeads(LayerWeights w, RowBlock block)
    {
        block.PackHidden();
        w.Heads.Multiply(block, MatrixView.Repeat(w.HeadsBias), block.HeadOutput);
        if (!_config.Rotary) return;
        block.Rotate(0);
        block.Rotate(1);
    }

    /// <summary>block.Sum = h + W'2 gelu(W'1 h + b1), hidden columns in chunks that stay in the cache.</summary>
    private static void FeedForward(LayerWeights w, RowBlock block)
    {
        block.PackHidden();
        w.Up.PrepareTiles(block);
        for (var start = 0; start < w.Down.Inputs;)
        {
            var chunk = block.FeedChunk(start, w.Down.Inputs);
            block.Activate(w, chunk);
            w.Down.MultiplyPart(block, block.Feed, start, chunk.Count, start == 0 ? block.HiddenView : block.SumView, block.SumView);
            start += chunk.Count;
        }
    }

    private sealed class LayerWeights : IPanelStage, IDisposable
    {
        public readonly AdaptedMatrix Heads;            // [3 * heads * padded head, hidden]: queries, keys, values
        public readonly float[] HeadsBias;
        public readonly AdaptedMatrix Output;           // [hidden, heads * padded head]
        public readonly float[] OutputBias;             // [hidden]
        public readonly AdaptedMatrix Up, Down;         // [intermediate, hidden], [hidden, intermediate]
        public readonly float[] UpBias, DownBias;
        public readonly NormWeights Norm1, Norm2;

        public LayerWeights(XlmRobertaConfig config, HeadLayout heads, ModelWeights weights, string name)
        {
            int d = config.HiddenSize, inner = config.IntermediateSize;
            var loader = new AdaptedLoader(config, weights);
            Heads = loader.Load($"{name}.mixer.Wqkv", 3 * d, d, source => LinearWeights.PackHeads(heads, source), LinearWeights.Pack);
            HeadsBias = LinearWeights.PadHeads(heads, weights.Get($"{name}.mixer.Wqkv.bias", 3 * d).ToArray());
            Output = loader.Load($"{name}.mixer.out_proj", d, d, source => LinearWeights.PackFromHeads(heads, source), source => LinearWeights.PackFromHeads(heads, source), LinearWeights.Pack);
            OutputBias = weights.Get($"{name}.mixer.out_proj.bias", d).ToArray();
            Up = loader.Load($"{name}.mlp.fc1", inner, d, LinearWeights.Pack, LinearWeights.Pack);
            UpBias = LinearWeights.Pad(weights.Get($"{name}.mlp.fc1.bias", inner).ToArray());
            Down = loader.Load($"{name}.mlp.fc2", d, inner, LinearWeights.Pack, LinearWeights.Pack);
            DownBias = weights.Get($"{name}.mlp.fc2.bias", d).ToArray();
            Norm1 = new NormWeights(weights, $"{name}.norm1", d, config.LayerNormEps);
            Norm2 = new NormWeights(weights, $"{name}.norm2", d, config.LayerNormEps);
        }

        public void Activate(RowBlock block, FeedChunk chunk, int panel)
        {
            var bias = UpBias.AsSpan(chunk.Panel(panel) * MatMul.PanelWidth, MatMul.PanelWidth);
            for (var tile = 0; tile < block.Tiles.Count; tile++)
            {
                Up.MultiplyTile(block, chunk.Panel(panel), tile, bias, block.Tile);
                Gelu.Apply(block.Tile[..(block.Tiles.Height(tile) * MatMul.PanelWidth)]);
                block.StoreActivated(chunk, panel, tile);
            }
        }

        public void Dispose()
        {
            foreach (var matrix in (ReadOnlySpan<AdaptedMatrix>)[Heads, Output, Up, Down]) matrix.Dispose();
        }
    }

    /// <summary>A table with adapters: <c>E'[i] = E[i] + scale · A_t[i] B_t</c>.</summary>
    private sealed class EmbeddingTable
    {
        private readonly WeightTensor _table;             // [rows, hidden]
        private readonly WeightTensor? _first;            // [adapters, rows, rank]
        private readonly float[] _second = [];      // [adapters, rank, hidden], scaled
        private readonly int _rows, _rank, _dim;

        public EmbeddingTable(XlmRobertaConfig config, ModelWeights weights, string name, int rows)
        {
            (_rows, _rank, _dim) = (rows, config.LoraRank, config.HiddenSize);
            _table = AdaptedLoader.Original(weights, name, rows, _dim);
            if (_rank == 0) return;
            var adapters = config.LoraAdaptations.Count;
            _first = weights.Get($"{name}.parametrizations.weight.0.lora_A", adapters, rows, _rank);
            _second = weights.Get($"{name}.parametrizations.weight.0.lora_B", adapters, _rank, _dim).ToArray();
            TensorPrimitives.Multiply(_second, config.LoraScale, _second);
        }

        public void Read(int row, int adapter, Span<float> output)
        {
            _table.Read((long)row * _dim, output);
            if (_first is null || adapter < 0) return;
            Span<float> factors = _rank <= 64 ? stackalloc float[_rank] : new float[_rank];
            _first.Read(((long)adapter * _rows + row) * _rank, factors);
            for (var i = 0; i < _rank; i++)
                TensorPrimitives.MultiplyAdd(_second.AsSpan((adapter * _rank + i) * _dim, _dim), factors[i], output, output);
        }
    }
}
