using JinaSharp.Inference.Kernels;

namespace JinaSharp.Inference.Models;

/// <summary>Packs a module's weight together with its adapters.</summary>
internal readonly struct AdaptedLoader(XlmRobertaWeights weights, IAdapterSet adapters)
{
    /// <summary>Loads a matrix and its adapters.</summary>
    /// <param name="module">The module.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="pack">How the weight is packed; it may come in several parts.</param>
    /// <param name="packFirst">How A is packed: its inputs lie as the weight's.</param>
    /// <param name="packSecond">How B is packed: its outputs lie as the weight's.</param>
    public AdaptedMatrix Load(
        ModuleName module, int outputs, int inputs,
        Func<MatrixSource[], PackedMatrix> pack, Func<MatrixSource, PackedMatrix> packFirst, Func<MatrixSource, PackedMatrix> packSecond)
    {
        var weight = pack(weights.Matrix(module, outputs, inputs));
        return adapters.ForMatrix(module, outputs, inputs) is { } factors
            ? new AdaptedMatrix(weight, packFirst(factors.First), Array.ConvertAll(factors.Second, second => packSecond(second)))
            : new AdaptedMatrix(weight);
    }

    /// <summary>The same where all three are packed as they are.</summary>
    public AdaptedMatrix Load(ModuleName module, int outputs, int inputs) =>
        Load(module, outputs, inputs, parts => LinearWeights.Pack(parts[0]), LinearWeights.Pack, LinearWeights.Pack);
}
