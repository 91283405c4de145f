using System.Numerics.Tensors;
using JinaSharp.Inference.Kernels;
using JinaSharp.Inference.Runtime;

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
    private readonly AdaptedTable _words;       // [vocab, hidden], stays in the mapped file
    private readonly AdaptedTable _types;       // [types, hidden]
    private readonly float[] _positions;        // [positions, hidden]; empty: rotary
    private readonly NormWeights _norm;
    private readonly LayerWeights[] _layers;

    public XlmRobertaFlash(XlmRobertaConfig config, XlmRobertaWeights weights, IAdapterSet adapters)
    {
        _config = config;
        int d = config.HiddenSize, l = config.NumHiddenLayers;
        var heads = new HeadLayout(config.NumAttentionHeads, config.HeadSize);
        _words = new AdaptedTable(weights, adapters, ModuleName.Same("embeddings.word_embeddings"), config.VocabSize, d);
        _types = new AdaptedTable(weights, adapters, ModuleName.Same("embeddings.token_type_embeddings"), config.TypeVocabSize, d);
        _positions = config.Rotary ? [] : weights.Table(ModuleName.Same("embeddings.position_embeddings"), config.MaxPositionEmbeddings, d).ToArray();
        _norm = weights.Norm(new ModuleName("emb_ln", "embeddings.LayerNorm"), d, config.LayerNormEps);
        _layers = new LayerWeights[l];
        ParallelLoad.For(l, i => _layers[i] = new LayerWeights(config, heads, weights, adapters, i));
        Shape = new EncoderShape(d, config.IntermediateSize, l, heads)
        {
            RotaryBase = config.Rotary ? config.RotaryEmbBase : 0,
            AdapterColumns = adapters.Tasks.Count * _layers.Max(layer => layer.Rank),
        };
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

        public LayerWeights(XlmRobertaConfig config, HeadLayout heads, XlmRobertaWeights weights, IAdapterSet adapters, int layer)
        {
            int d = config.HiddenSize, inner = config.IntermediateSize;
            var loader = new AdaptedLoader(weights, adapters);
            var qkv = ModuleName.Heads(layer);
            Heads = loader.Load(qkv, 3 * d, d, parts => LinearWeights.PackHeads(heads, parts), LinearWeights.Pack, second => LinearWeights.PackHeads(heads, second));
            HeadsBias = LinearWeights.PadHeads(heads, weights.Bias(qkv, 3 * d));
            var output = ModuleName.InLayer(layer, "mixer.out_proj", "self_attn.o_proj");
            Output = loader.Load(output, d, d, parts => LinearWeights.PackFromHeads(heads, parts[0]), first => LinearWeights.PackFromHeads(heads, first), LinearWeights.Pack);
            OutputBias = weights.Bias(output, d);
            var (up, down) = (ModuleName.InLayer(layer, "mlp.fc1", "mlp.fc1"), ModuleName.InLayer(layer, "mlp.fc2", "mlp.fc2"));
            Up = loader.Load(up, inner, d);
            UpBias = LinearWeights.Pad(weights.Bias(up, inner));
            Down = loader.Load(down, d, inner);
            DownBias = weights.Bias(down, d);
            Norm1 = weights.Norm(ModuleName.InLayer(layer, "norm1", "post_attention_layernorm"), d, config.LayerNormEps);
            Norm2 = weights.Norm(ModuleName.InLayer(layer, "norm2", "post_mlp_layernorm"), d, config.LayerNormEps);
        }

        /// <summary>The largest rank of its adapters.</summary>
        public int Rank => Math.Max(Math.Max(Heads.Rank, Output.Rank), Math.Max(Up.Rank, Down.Rank));

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
}
