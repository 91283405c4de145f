using JinaSharp.Inference.Weights;

namespace JinaSharp.Inference.Models;

/// <summary>A model without adapters.</summary>
internal sealed class NoAdapters : IAdapterSet
{
    public IReadOnlyList<string> Tasks => [];

    public IReadOnlyList<SafeTensorsFile> Files => [];

    public MatrixAdapters? ForMatrix(ModuleName module, int outputs, int inputs) => null;

    public TableAdapter?[] ForTable(ModuleName module, int rows, int columns) => [];

    public void Dispose()
    {
        // Holds nothing.
    }
}
