using JinaSharp.Inference.Kernels;
using JinaSharp.Inference.Weights;

namespace JinaSharp.Inference.Models;

/// <summary>Reads a module M that is stored plainly (<c>M.weight</c>) or with adapters (<c>M.parametrizations.weight.original</c>, <c>.0.lora_A</c>, <c>.0.lora_B</c>).</summary>
internal readonly struct AdaptedLoader(XlmRobertaConfig config, ModelWeights weights)
{
    public static WeightTensor Original(ModelWeights weights, string name, int outputs, int inputs) =>
        weights.Contains($"{name}.weight") ? weights.Get($"{name}.weight", outputs, inputs) : weights.Get($"{name}.parametrizations.weight.original", outputs, inputs);

    /// <summary>Loads a matrix and its adapters.</summary>
    /// <param name="name">The module's name.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="pack">How the weight is packed.</param>
    /// <param name="packFirst">How A is packed: its inputs lie as the weight's.</param>
    /// <param name="packSecond">How B is packed: its outputs lie as the weight's; null: as the weight.</param>
    public AdaptedMatrix Load(
        string name, int outputs, int inputs, Func<MatrixSource, PackedMatrix> pack, Func<MatrixSource, PackedMatrix> packFirst, Func<MatrixSource, PackedMatrix>? packSecond = null)
    {
        var weight = pack(Original(weights, name, outputs, inputs));
        if (config.LoraRank == 0) return new AdaptedMatrix(weight);
        int adapters = config.LoraAdaptations.Count, rank = config.LoraRank;
        var a = weights.Get($"{name}.parametrizations.weight.0.lora_A", adapters, rank, inputs);
        var b = weights.Get($"{name}.parametrizations.weight.0.lora_B", adapters, outputs, rank);
        var second = new PackedMatrix[adapters];
        for (var t = 0; t < adapters; t++)
            second[t] = (packSecond ?? pack)(new MatrixSource(b, outputs, rank, (long)t * outputs * rank, config.LoraScale));
        return new AdaptedMatrix(weight, packFirst(new MatrixSource(a, adapters * rank, inputs)), second);
    }
}
