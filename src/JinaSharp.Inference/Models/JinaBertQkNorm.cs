using JinaSharp.Inference.Kernels;
using JinaSharp.Inference.Runtime;
using JinaSharp.Inference.Weights;

namespace JinaSharp.Inference.Models;

/// <summary>JinaBERT with normalised queries and keys: jina-embeddings-v2-base-code.</summary>
/// <remarks>
/// Reference: the implementation repository jinaai/jina-bert-v2-qk-post-norm. Against JinaBERT: queries and keys are normalised over the whole
/// width before the split into heads, the layer's input is added a second time after attention, and the second half of the gate is activated.
/// <code>
/// x = LN(word[id] + type[t])
/// per layer:  a  = attention(LN_q(Wq x + bq), LN_k(Wk x + bk), Wv x + bv, ALiBi)
///             h1 = LN_out(Wo a + bo + x)
///             h  = LN_1(x + h1)
///             x  = LN_2(h + Wd (u[0:I] · gelu(u[I:2I])) + bd)         u = Wug h
/// </code>
/// </remarks>
internal sealed class JinaBertQkNorm : IEncoder
{
    private readonly JinaBertConfig _config;
    private readonly WeightTensor _words;             // [vocab, hidden], stays in the mapped file
    private readonly float[] _types;            // [types, hidden]
    private readonly NormWeights _norm;
    private readonly LayerWeights[] _layers;

    public JinaBertQkNorm(JinaBertConfig config, ModelWeights weights, string prefix)
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

    public long PackedByteLength =>
        _layers.Sum(l => l.Query.ByteLength + l.Key.ByteLength + l.Values.ByteLength + l.Output.ByteLength + l.FeedForward.ByteLength);

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

        // h1 = LN_out(Wo a + bo + x); h = LN_1(x + h1)
        block.PackContext();
        block.Multiply(w.Output, block.HiddenView, block.SumView);
        w.OutputNorm.Apply(block.Rows, block.Sum, block.HiddenStride, w.OutputBias, default, block.Sum, block.HiddenStride);
        w.Norm1.Apply(block.Rows, block.Sum, block.HiddenStride, default, block.Hidden, block.Hidden, block.HiddenStride);

        // x = LN_2(h + Wd (u[0:I] · gelu(u[I:2I])) + bd)
        w.FeedForward.AddTo(block);
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
        block.Multiply(w.Values, MatrixView.Repeat(w.ValuesBias), block.HeadPanels(2));
        Normalized(w.Query, w.QueryBias, w.QueryNorm, 0, block);
        Normalized(w.Key, w.KeyBias, w.KeyNorm, 1, block);
    }

    /// <summary>LN(W x + b) over the whole width, then into heads.</summary>
    private void Normalized(PackedMatrix matrix, float[] bias, NormWeights norm, int kind, RowBlock block)
    {
        block.Multiply(matrix, MatrixView.Repeat(bias), block.SumView);
        norm.Apply(block.Rows, block.Sum, block.HiddenStride, default, default, block.Sum, block.HiddenStride);
        Shape.Heads.Scatter(block.Rows, block.Sum, block.HiddenStride, block.HeadPart(kind), block.Batch.Tokens, block.First);
    }

    private sealed class LayerWeights : IDisposable
    {
        public readonly PackedMatrix Query, Key;        // [hidden, hidden]
        public readonly float[] QueryBias, KeyBias;
        public readonly NormWeights QueryNorm, KeyNorm;
        public readonly PackedMatrix Values;            // [heads * padded head, hidden]
        public readonly float[] ValuesBias;
        public readonly PackedMatrix Output;            // [hidden, heads * padded head]
        public readonly float[] OutputBias;             // [hidden]
        public readonly NormWeights OutputNorm, Norm1, Norm2;
        public readonly GatedFeedForward FeedForward;
        public readonly float[] DownBias;               // [hidden]

        public LayerWeights(JinaBertConfig config, HeadLayout heads, ModelWeights weights, string name)
        {
            int d = config.HiddenSize, inner = config.IntermediateSize;
            var eps = config.LayerNormEps;
            var self = $"{name}.attention.self";
            Query = LinearWeights.Pack(weights.Get($"{self}.query.weight", d, d));
            QueryBias = LinearWeights.Pad(weights.Get($"{self}.query.bias", d).ToArray());
            QueryNorm = new NormWeights(weights, $"{self}.layer_norm_q", d, eps);
            Key = LinearWeights.Pack(weights.Get($"{self}.key.weight", d, d));
            KeyBias = LinearWeights.Pad(weights.Get($"{self}.key.bias", d).ToArray());
            KeyNorm = new NormWeights(weights, $"{self}.layer_norm_k", d, eps);
            Values = LinearWeights.PackHeads(heads, weights.Get($"{self}.value.weight", d, d));
            ValuesBias = LinearWeights.PadHeads(heads, weights.Get($"{self}.value.bias", d).ToArray());
            Output = LinearWeights.PackFromHeads(heads, weights.Get($"{name}.attention.output.dense.weight", d, d));
            OutputBias = weights.Get($"{name}.attention.output.dense.bias", d).ToArray();
            OutputNorm = new NormWeights(weights, $"{name}.attention.output.LayerNorm", d, eps);
            Norm1 = new NormWeights(weights, $"{name}.layer_norm_1", d, eps);
            Norm2 = new NormWeights(weights, $"{name}.layer_norm_2", d, eps);
            FeedForward = new GatedFeedForward(weights.Get($"{name}.mlp.up_gated_layer.weight", 2 * inner, d), weights.Get($"{name}.mlp.down_layer.weight", d, inner), activateFirst: false);
            DownBias = weights.Get($"{name}.mlp.down_layer.bias", d).ToArray();
        }

        public void Dispose()
        {
            foreach (var matrix in (ReadOnlySpan<PackedMatrix>)[Query, Key, Values, Output]) matrix.Dispose();
            FeedForward.Dispose();
        }
    }
}
