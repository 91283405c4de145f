using JinaSharp.Inference.Kernels;
using JinaSharp.Inference.Runtime;
using JinaSharp.Inference.Weights;

namespace JinaSharp.Inference.Models;

/// <summary>JinaBERT: jina-embeddings-v2 small and base, and the body of jina-reranker-v1.</summary>
/// <remarks>
/// BERT with symmetric ALiBi instead of position embeddings and a GELU-gated feed-forward layer; post-norm. Reference: the implementation
/// repository jinaai/jina-bert-implementation. No deviations: GELU is the exact one, scores and sums are 32-bit.
/// <code>
/// x = LN(word[id] + type[t])
/// per layer:  h = LN_att(Wo attention(Wq x + bq, Wk x + bk, Wv x + bv, ALiBi) + bo + x)
///             x = LN_mlp(Wd (gelu(u[0:I]) · u[I:2I]) + bd + h)        u = Wg h
/// </code>
/// </remarks>
internal sealed class JinaBert : IEncoder
{
    private readonly JinaBertConfig _config;
    private readonly WeightTensor _words;             // [vocab, hidden], stays in the mapped file
    private readonly float[] _types;            // [types, hidden]
    private readonly NormWeights _norm;
    private readonly LayerWeights[] _layers;

    /// <param name="config">The sizes.</param>
    /// <param name="weights">The tensors.</param>
    /// <param name="prefix">What precedes the names: nothing, or <c>bert.</c> in rerankers.</param>
    public JinaBert(JinaBertConfig config, ModelWeights weights, string prefix)
    {
        _config = config;
        int d = config.HiddenSize, l = config.NumHiddenLayers;
        var heads = new HeadLayout(config.NumAttentionHeads, config.HeadSize);
        Shape = new EncoderShape(d, config.IntermediateSize, l, heads) { AlibiSlopes = Alibi.Slopes(config.NumAttentionHeads) };
        _words = weights.Get($"{prefix}embeddings.word_embeddings.weight", config.VocabSize, d);
        _types = weights.Get($"{prefix}embeddings.token_type_embeddings.weight", config.TypeVocabSize, d).ToArray();
        _norm = new NormWeights(weights, $"{prefix}embeddings.LayerNorm", d, config.LayerNormEps);
        _layers = new LayerWeights[l];
        ParallelLoad.For(l, i => _layers[i] = new LayerWeights(config, heads, weights, $"{prefix}encoder.layer.{i}"));
    }

    public EncoderShape Shape { get; }

    public int VocabularySize => _config.VocabSize;

    public int TypeCount => _config.TypeVocabSize;

    /// <summary>ALiBi has no table that ends.</summary>
    public int MaxTokens => 1 << 20;

    public int DefaultMaxTokens => _config.MaxPositionEmbeddings;

    public long PackedByteLength => _layers.Sum(l => l.Heads.ByteLength + l.Output.ByteLength + l.FeedForward.ByteLength);

    public void Embed(RowBlock block)
    {
        var d = _config.HiddenSize;
        for (var row = 0; row < block.Rows; row++)
        {
            var x = block.Hidden.Slice(row * block.HiddenStride, d);
            _words.Read((long)block.Batch.TokenIds[block.First + row] * d, x);
            System.Numerics.Tensors.TensorPrimitives.Add(x, _types.AsSpan(block.Batch.TypeIds[block.First + row] * d, d), x);
        }
        _norm.Apply(block.Rows, block.Hidden, block.HiddenStride, default, default, block.Hidden, block.HiddenStride);
        ProjectHeads(_layers[0], block);
    }

    public void Layer(int layer, RowBlock block)
    {
        var w = _layers[layer];

        // h = LN_att(Wo a + bo + x)
        block.PackContext();
        block.Multiply(w.Output, block.HiddenView, block.SumView);
        w.AttentionNorm.Apply(block.Rows, block.Sum, block.HiddenStride, w.OutputBias, default, block.Hidden, block.HiddenStride);

        // x = LN_mlp(Wd (gelu(u[0:I]) · u[I:2I]) + bd + h)
        w.FeedForward.AddTo(block);
        w.FeedForwardNorm.Apply(block.Rows, block.Sum, block.HiddenStride, w.DownBias, default, block.Hidden, block.HiddenStride);

        if (layer + 1 < _layers.Length) ProjectHeads(_layers[layer + 1], block);
    }

    public void Dispose()
    {
        foreach (var layer in _layers) layer.Dispose();
    }

    private static void ProjectHeads(LayerWeights w, RowBlock block)
    {
        block.PackHidden();
        block.Multiply(w.Heads, MatrixView.Repeat(w.HeadsBias), block.HeadOutput);
    }

    private sealed class LayerWeights : IDisposable
    {
        public readonly PackedMatrix Heads;             // [3 * heads * padded head, hidden]: queries, keys, values
        public readonly float[] HeadsBias;
        public readonly PackedMatrix Output;            // [hidden, heads * padded head]
        public readonly float[] OutputBias;             // [hidden]
        public readonly NormWeights AttentionNorm;
        public readonly GatedFeedForward FeedForward;
        public readonly float[] DownBias;               // [hidden]
        public readonly NormWeights FeedForwardNorm;

        public LayerWeights(JinaBertConfig config, HeadLayout heads, ModelWeights weights, string name)
        {
            int d = config.HiddenSize, inner = config.IntermediateSize;
            var self = $"{name}.attention.self";
            Heads = LinearWeights.PackHeads(heads, weights.Get($"{self}.query.weight", d, d), weights.Get($"{self}.key.weight", d, d), weights.Get($"{self}.value.weight", d, d));
            HeadsBias = LinearWeights.PadHeads(heads,
                weights.Get($"{self}.query.bias", d).ToArray(), weights.Get($"{self}.key.bias", d).ToArray(), weights.Get($"{self}.value.bias", d).ToArray());
            Output = LinearWeights.PackFromHeads(heads, weights.Get($"{name}.attention.output.dense.weight", d, d));
            OutputBias = weights.Get($"{name}.attention.output.dense.bias", d).ToArray();
            AttentionNorm = new NormWeights(weights, $"{name}.attention.output.LayerNorm", d, config.LayerNormEps);
            FeedForward = new GatedFeedForward(weights.Get($"{name}.mlp.gated_layers.weight", 2 * inner, d), weights.Get($"{name}.mlp.wo.weight", d, inner), activateFirst: true);
            DownBias = weights.Get($"{name}.mlp.wo.bias", d).ToArray();
            FeedForwardNorm = new NormWeights(weights, $"{name}.mlp.layernorm", d, config.LayerNormEps);
        }

        public void Dispose()
        {
            Heads.Dispose();
            Output.Dispose();
            FeedForward.Dispose();
        }
    }
}
