using JinaSharp.Inference.Weights;

namespace JinaSharp.Inference.Models;

/// <summary>The low-rank adapters of a model, by task: <c>W' = W + B_t A_t</c>, the factor alpha / rank counted in B.</summary>
internal interface IAdapterSet : IDisposable
{
    /// <summary>The tasks, in the order of a batch's adapter index.</summary>
    IReadOnlyList<string> Tasks { get; }

    /// <summary>The files of their own that hold adapters.</summary>
    IReadOnlyList<SafeTensorsFile> Files { get; }

    /// <summary>The factors of a matrix; null: it has none.</summary>
    MatrixAdapters? ForMatrix(ModuleName module, int outputs, int inputs);

    /// <summary>The factors of an embedding table, by task; an entry is null where the task leaves the table as it is.</summary>
    TableAdapter?[] ForTable(ModuleName module, int rows, int columns);
}
