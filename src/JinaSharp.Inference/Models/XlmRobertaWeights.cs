using JinaSharp.Inference.Weights;

namespace JinaSharp.Inference.Models;

/// <summary>The tensors of a Jina XLM-RoBERTa by module, whichever of the two layouts the file has.</summary>
/// <remarks>The original layout names modules as the implementation repository does and may hold adapters beside each weight; the native one is that
/// of the transformers library.</remarks>
internal sealed class XlmRobertaWeights
{
    private readonly ModelWeights _weights;
    private readonly bool _native;

    public XlmRobertaWeights(ModelWeights weights)
    {
        _weights = weights;
        var flash = weights.FindPrefix("emb_ln.weight");
        var native = weights.FindPrefix("embeddings.LayerNorm.weight");
        _native = flash is null && native is not null;
        // Where neither is there, the first tensor that is asked for says what is missing.
        Prefix = flash ?? native ?? "roberta.";
    }

    /// <summary>What precedes the names.</summary>
    public string Prefix { get; }

    public ModelWeights All => _weights;

    /// <summary>The weight of a module: one matrix, or several below each other.</summary>
    public MatrixSource[] Matrix(ModuleName module, int outputs, int inputs)
    {
        var parts = Names(module);
        return [.. parts.Select(name => (MatrixSource)Weight(name, outputs / parts.Length, inputs))];
    }

    /// <summary>The weight of a module that is one matrix in both layouts.</summary>
    public WeightTensor Table(ModuleName module, int rows, int columns) => Weight(Names(module)[0], rows, columns);

    public float[] Bias(ModuleName module, int outputs)
    {
        var parts = Names(module);
        return [.. parts.SelectMany(name => _weights.Get($"{name}.bias", outputs / parts.Length).ToArray())];
    }

    public NormWeights Norm(ModuleName module, int dim, float eps) => new(_weights, Names(module)[0], dim, eps);

    private string[] Names(ModuleName module) => _native ? [.. module.Native.Select(name => Prefix + name)] : [Prefix + module.Flash];

    private WeightTensor Weight(string name, int outputs, int inputs)
    {
        var adapted = $"{name}.parametrizations.weight.original";
        return _weights.Get(_weights.Contains(adapted) ? adapted : $"{name}.weight", outputs, inputs);
    }
}
