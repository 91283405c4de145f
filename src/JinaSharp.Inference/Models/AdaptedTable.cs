using JinaSharp.Inference.Weights;

namespace JinaSharp.Inference.Models;

/// <summary>An embedding table with adapters, read row by row from the mapped files.</summary>
internal sealed class AdaptedTable(XlmRobertaWeights weights, IAdapterSet adapters, ModuleName module, int rows, int columns)
{
    private readonly WeightTensor _table = weights.Table(module, rows, columns);
    private readonly TableAdapter?[] _adapters = adapters.ForTable(module, rows, columns);

    public void Read(int row, int adapter, Span<float> output)
    {
        _table.Read((long)row * columns, output);
        if (adapter >= 0) _adapters[adapter]?.Add(row, output);
    }
}
