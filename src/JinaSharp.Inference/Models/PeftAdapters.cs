using JinaSharp.Inference.Weights;

namespace JinaSharp.Inference.Models;

/// <summary>Adapters in PEFT folders beside the model, one a task, named after it: <c>retrieval_query</c>, <c>text_matching</c>.</summary>
internal sealed class PeftAdapters : IAdapterSet
{
    // Adapted in the published folders, and of no use to embeddings.
    private const string Pooler = "pooler.dense";

    private readonly PeftAdapter[] _adapters;
    private readonly HashSet<string> _modules = new(StringComparer.Ordinal) { Pooler };

    private PeftAdapters(IReadOnlyList<string> tasks, PeftAdapter[] adapters) => (Tasks, _adapters) = (tasks, adapters);

    public IReadOnlyList<string> Tasks { get; }

    public IReadOnlyList<SafeTensorsFile> Files => [.. _adapters.Select(adapter => adapter.File)];

    /// <summary>Opens the folders of the tasks that are there.</summary>
    public static PeftAdapters Open(string folder, IEnumerable<string> tasks, string modelPrefix)
    {
        var (found, adapters) = (new List<string>(), new List<PeftAdapter>());
        try
        {
            foreach (var task in tasks)
                if (Find(folder, task) is { } place)
                {
                    adapters.Add(PeftAdapter.Open(place, modelPrefix));
                    found.Add(task);
                }
        }
        catch
        {
            foreach (var adapter in adapters) adapter.Dispose();
            throw;
        }
        return new PeftAdapters(found, [.. adapters]);
    }

    /// <summary>The folder of a task's adapter.</summary>
    public static string FolderName(string task) => task.Replace('.', '_').Replace('-', '_');

    public MatrixAdapters? ForMatrix(ModuleName module, int outputs, int inputs)
    {
        Know(module);
        var parts = new List<(MatrixSource A, MatrixSource B)?[]>();
        foreach (var adapter in _adapters)
        {
            var whole = adapter.Matrix(module.Flash, outputs, inputs);
            parts.Add(whole is not null || module.Native.Length == 1 && module.Native[0] == module.Flash
                ? [whole]
                : [.. module.Native.Select(name => adapter.Matrix(name, outputs / module.Native.Length, inputs))]);
        }
        if (parts.TrueForAll(factors => Array.TrueForAll(factors, pair => pair is null))) return null;
        var merged = parts.ConvertAll(factors => Merge(factors, outputs, inputs));
        var rank = merged.Max(factors => factors.Rank);
        var first = new float[_adapters.Length * rank * inputs];
        var second = new MatrixSource[_adapters.Length];
        for (var task = 0; task < _adapters.Length; task++)
        {
            merged[task].First.CopyTo(first, task * rank * inputs);
            second[task] = new MatrixSource(Widen(merged[task].Second, outputs, merged[task].Rank, rank), outputs, rank);
        }
        return new MatrixAdapters(new MatrixSource(first, _adapters.Length * rank, inputs), second);
    }

    public TableAdapter?[] ForTable(ModuleName module, int rows, int columns)
    {
        Know(module);
        return [.. _adapters.Select(adapter => adapter.Table(module.Flash, rows, columns))];
    }

    /// <summary>Refuses factors of modules that nobody asked for. After loading.</summary>
    public void RefuseUnused()
    {
        foreach (var adapter in _adapters) adapter.RefuseUnused(_modules);
    }

    public void Dispose()
    {
        foreach (var adapter in _adapters) adapter.Dispose();
    }

    private void Know(ModuleName module)
    {
        lock (_modules)
        {
            _modules.Add(module.Flash);
            _modules.UnionWith(module.Native);
        }
    }

    private static string? Find(string folder, string task)
    {
        var name = FolderName(task);
        foreach (var place in (string[])[Path.Combine(folder, name), Path.Combine(folder, "adapters", name), Path.Combine(folder, "adapters", task)])
            if (PeftAdapter.IsIn(place)) return place;
        return null;
    }

    /// <summary>One task's factors of modules that lie below each other, as factors of the whole.</summary>
    /// <remarks>Where the parts share A, as they do in the published folders, the rank stays; otherwise each part keeps its own columns.</remarks>
    private static (int Rank, float[] First, float[] Second) Merge((MatrixSource A, MatrixSource B)?[] parts, int outputs, int inputs)
    {
        var present = Array.FindAll(parts, part => part is not null).Select(part => part!.Value).ToArray();
        if (present.Length == 0) return (0, [], []);
        var firsts = Array.ConvertAll(present, part => Values(part.A));
        var shared = Array.TrueForAll(firsts, first => first.AsSpan().SequenceEqual(firsts[0]));
        var rank = shared ? present[0].A.Outputs : present.Sum(part => part.A.Outputs);
        var second = new float[outputs * rank];
        var (row, column, next) = (0, 0, 0);
        foreach (var part in parts)
        {
            if (part is { B: var b })
            {
                var values = Values(b);
                for (var i = 0; i < b.Outputs; i++) values.AsSpan(i * b.Inputs, b.Inputs).CopyTo(second.AsSpan((row + i) * rank + column));
                if (!shared) column += present[next].A.Outputs;
                next++;
            }
            row += outputs / parts.Length;
        }
        return (rank, shared ? firsts[0] : [.. firsts.SelectMany(first => first)], second);
    }

    private static float[] Values(MatrixSource source)
    {
        var values = new float[source.Outputs * source.Inputs];
        source.Read(0, values);
        return values;
    }

    /// <summary>B with columns of zeros at its end.</summary>
    private static float[] Widen(float[] second, int outputs, int rank, int wanted)
    {
        if (rank == wanted) return second;
        var wide = new float[outputs * wanted];
        for (var row = 0; row < outputs && rank > 0; row++) second.AsSpan(row * rank, rank).CopyTo(wide.AsSpan(row * wanted));
        return wide;
    }
}
