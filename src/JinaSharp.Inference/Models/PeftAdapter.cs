using JinaSharp.Inference.Weights;

namespace JinaSharp.Inference.Models;

/// <summary>One PEFT folder: <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>.</summary>
internal sealed class PeftAdapter : IDisposable
{
    private const string ConfigName = "adapter_config.json";
    private const string WeightsName = "adapter_model.safetensors";
    private const string BasePrefix = "base_model.model.";

    private readonly PeftConfig _config;
    private readonly Dictionary<string, TensorInfo> _tensors = new(StringComparer.Ordinal);

    private PeftAdapter(PeftConfig config, SafeTensorsFile file, string modelPrefix)
    {
        _config = config;
        File = file;
        foreach (var (name, info) in file.Tensors)
        {
            var bare = name.StartsWith(BasePrefix, StringComparison.Ordinal) ? name[BasePrefix.Length..] : name;
            if (modelPrefix.Length > 0 && bare.StartsWith(modelPrefix, StringComparison.Ordinal)) bare = bare[modelPrefix.Length..];
            _tensors[bare] = info;
        }
    }

    public SafeTensorsFile File { get; }

    /// <summary>Whether a folder holds an adapter.</summary>
    public static bool IsIn(string folder) => System.IO.File.Exists(Path.Combine(folder, ConfigName));

    public static PeftAdapter Open(string folder, string modelPrefix)
    {
        var config = PeftConfig.Read(Path.Combine(folder, ConfigName));
        var path = Path.Combine(folder, WeightsName);
        if (!System.IO.File.Exists(path))
            throw new ModelFormatException($"'{folder}' has {ConfigName} but no {WeightsName}. Is the download complete?", path);
        return new PeftAdapter(config, SafeTensorsFile.Open(path), modelPrefix);
    }

    /// <summary>The factors of a matrix, A <c>[rank, inputs]</c> and B <c>[outputs, rank]</c>, the scale counted in B; null: the adapter leaves it as it is.</summary>
    public (MatrixSource A, MatrixSource B)? Matrix(string module, int outputs, int inputs)
    {
        if (!Has($"{module}.lora_A.weight", $"{module}.lora_B.weight")) return null;
        var rank = _config.RankOf(module);
        return (
            new MatrixSource(Get($"{module}.lora_A.weight", rank, inputs), rank, inputs),
            new MatrixSource(Get($"{module}.lora_B.weight", outputs, rank), outputs, rank, 0, _config.ScaleOf(module)));
    }

    /// <summary>The factors of a table: PEFT stores A as <c>[rank, rows]</c> and B as <c>[columns, rank]</c>.</summary>
    public TableAdapter? Table(string module, int rows, int columns)
    {
        if (!Has($"{module}.lora_embedding_A", $"{module}.lora_embedding_B")) return null;
        var (rank, scale) = (_config.RankOf(module), _config.ScaleOf(module));
        var a = Get($"{module}.lora_embedding_A", rank, rows);
        var stored = Get($"{module}.lora_embedding_B", columns, rank).ToArray();
        var second = new float[rank * columns];
        for (var k = 0; k < rank; k++)
            for (var column = 0; column < columns; column++) second[k * columns + column] = scale * stored[column * rank + k];
        return new TableAdapter(a, 0, 1, rows, second, columns);
    }

    public void Dispose() => File.Dispose();

    /// <summary>Refuses a file with factors of modules that the model does not have.</summary>
    public void RefuseUnused(IReadOnlySet<string> known)
    {
        foreach (var (bare, info) in _tensors)
            if (!known.Contains(bare[..Math.Max(0, bare.LastIndexOf(".lora_", StringComparison.Ordinal))]))
                throw new ModelFormatException(
                    $"Tensor '{info.Name}' {info.ShapeText} of '{File.Path}' belongs to no module of the model. The adapter and the model are from different models.", File.Path, info.Name);
    }

    private bool Has(string a, string b)
    {
        if (_tensors.ContainsKey(a) == _tensors.ContainsKey(b)) return _tensors.ContainsKey(a);
        var missing = _tensors.ContainsKey(a) ? b : a;
        throw new ModelFormatException($"Tensor '{BasePrefix}{missing}' is missing from '{File.Path}': it has only one of the two factors.", File.Path, missing);
    }

    private WeightTensor Get(string name, long rows, long columns)
    {
        var info = _tensors[name];
        if (!info.Shape.AsSpan().SequenceEqual([rows, columns]))
            throw new ModelFormatException(
                $"Tensor '{info.Name}' of '{File.Path}' is {info.ShapeText} {info.DType}; expected {TensorInfo.FormatShape([rows, columns])} by '{_config.File}' and the model. They do not belong together.",
                File.Path, info.Name);
        if (!info.DType.IsReadable())
            throw new ModelFormatException($"Tensor '{info.Name}' has the element type {info.DType}; expected F32, F16 or BF16.", File.Path, info.Name);
        return File.Get(info);
    }
}
