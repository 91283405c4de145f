using System.Numerics.Tensors;
using JinaSharp.Inference.Weights;

namespace JinaSharp.Inference.Models;

/// <summary>The adapters of the original layout: those of all tasks in one tensor beside each weight, <c>lora_A</c> and <c>lora_B</c>.</summary>
internal sealed class StackedAdapters(XlmRobertaConfig config, XlmRobertaWeights weights) : IAdapterSet
{
    public IReadOnlyList<string> Tasks => config.LoraAdaptations;

    public IReadOnlyList<SafeTensorsFile> Files => [];

    /// <summary>Whether the file has adapters beside its weights.</summary>
    public static bool AreIn(XlmRobertaWeights weights) => weights.All.Tensors.Any(tensor => tensor.Name.Contains(".parametrizations.", StringComparison.Ordinal));

    public MatrixAdapters? ForMatrix(ModuleName module, int outputs, int inputs)
    {
        var (a, b) = Tensors(module, [Tasks.Count, config.LoraRank, inputs], [Tasks.Count, outputs, config.LoraRank]);
        return new MatrixAdapters(
            new MatrixSource(a, Tasks.Count * config.LoraRank, inputs),
            [.. Enumerable.Range(0, Tasks.Count).Select(task => new MatrixSource(b, outputs, config.LoraRank, (long)task * outputs * config.LoraRank, config.LoraScale))]);
    }

    public TableAdapter?[] ForTable(ModuleName module, int rows, int columns)
    {
        var rank = config.LoraRank;
        var (a, b) = Tensors(module, [Tasks.Count, rows, rank], [Tasks.Count, rank, columns]);
        var adapters = new TableAdapter?[Tasks.Count];
        for (var task = 0; task < adapters.Length; task++)
        {
            var second = new float[rank * columns];
            b.Read((long)task * second.Length, second);
            TensorPrimitives.Multiply(second, config.LoraScale, second);
            adapters[task] = new TableAdapter(a, (long)task * rows * rank, rank, 1, second, columns);
        }
        return adapters;
    }

    public void Dispose()
    {
        // The tensors belong to the model's own files.
    }

    private (WeightTensor A, WeightTensor B) Tensors(ModuleName module, ReadOnlySpan<long> first, ReadOnlySpan<long> second)
    {
        var name = $"{weights.Prefix}{module.Flash}.parametrizations.weight.0.lora_";
        return (weights.All.Get(name + "A", first), weights.All.Get(name + "B", second));
    }
}
