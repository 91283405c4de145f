using System.Collections.Concurrent;
using System.Text.Json;

namespace JinaSharp.Inference.Weights;

/// <summary>All tensors of a model folder: one file, or shards with an index.</summary>
internal sealed class ModelWeights : IDisposable
{
    private const string SingleFile = "model.safetensors";
    private const string IndexFile = "model.safetensors.index.json";
    private const long MaxIndexBytes = 64L << 20;

    // What checkpoints of these families carry along besides the encoder: heads of the training, and buffers that the implementations compute anew.
    private static readonly string[] s_unneeded = ["pooler.", "lm_head.", "cls.", "position_ids", "token_type_ids", "inv_freq", "alibi"];

    private readonly List<SafeTensorsFile> _files;
    private readonly Dictionary<string, (SafeTensorsFile File, TensorInfo Info)> _tensors;
    private readonly ConcurrentDictionary<string, bool> _used = new(StringComparer.Ordinal);

    private ModelWeights(string folder, List<SafeTensorsFile> files)
    {
        Folder = folder;
        _files = files;
        _tensors = new(StringComparer.Ordinal);
        foreach (var file in files)
            foreach (var (name, info) in file.Tensors)
                if (!_tensors.TryAdd(name, (file, info)))
                    throw new ModelFormatException($"Tensor '{name}' is in '{file.Path}' and in another shard; it must be in one.", file.Path, name);
    }

    public string Folder { get; }

    public int FileCount => _files.Count;

    public long ByteLength => _files.Sum(f => f.ByteLength);

    public IEnumerable<TensorInfo> Tensors => _tensors.Values.Select(t => t.Info);

    public static ModelWeights Open(string folder)
    {
        var single = Path.Combine(folder, SingleFile);
        var index = Path.Combine(folder, IndexFile);
        string[] paths;
        if (File.Exists(single)) paths = [single];
        else if (File.Exists(index)) paths = ReadIndex(index, folder);
        else
            throw new ModelFormatException(
                $"'{folder}' holds no weights: expected '{SingleFile}', or '{IndexFile}' with its shards. " +
                (OtherWeights(folder) is { } other ? $"'{other}' is of a kind that is not read; download the safetensors files." : "Is the download complete?"),
                single);
        var files = new List<SafeTensorsFile>(paths.Length);
        try
        {
            foreach (var path in paths) files.Add(SafeTensorsFile.Open(path));
            return new ModelWeights(folder, files);
        }
        catch
        {
            foreach (var file in files) file.Dispose();
            throw;
        }
    }

    public bool Contains(string name) => _tensors.ContainsKey(name);

    /// <summary>What precedes a tensor's known name, such as <c>bert.</c>, or nothing; null where no tensor has the name. The shortest where there are several.</summary>
    public string? FindPrefix(string name) => _tensors.Keys
        .Where(full => full.EndsWith(name, StringComparison.Ordinal) && (full.Length == name.Length || full[^(name.Length + 1)] == '.'))
        .Select(full => full[..^name.Length])
        .OrderBy(prefix => prefix.Length).ThenBy(prefix => prefix, StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>The tensor of this name, after its shape has been checked. A side of -1 may be anything.</summary>
    public WeightTensor Get(string name, params ReadOnlySpan<long> shape)
    {
        if (!_tensors.TryGetValue(name, out var entry))
            throw new ModelFormatException(
                $"Tensor '{name}' {TensorInfo.FormatShape(shape)} is missing from '{Folder}'. The config and the weights may be from different models, or the download incomplete.",
                _files[0].Path, name);
        var (file, info) = entry;
        if (!Fits(info.Shape, shape))
            throw new ModelFormatException(
                $"Tensor '{name}' is {info.ShapeText} {info.DType}; expected {TensorInfo.FormatShape(shape)}. The config and the weights in '{Folder}' are from different models.",
                file.Path, name);
        if (!info.DType.IsReadable())
            throw new ModelFormatException($"Tensor '{name}' of '{file.Path}' has the element type {info.DType}; expected F32, F16 or BF16.", file.Path, name);
        _used[name] = true;
        return file.Get(info);
    }

    /// <summary>Refuses weights that nobody asked for: a model that leaves some of its weights out computes something else. After loading.</summary>
    /// <remarks>Heads of the training, the pooler, and buffers that are no weights may be there.</remarks>
    public void RefuseUnused()
    {
        var unused = _tensors.Where(tensor => !_used.ContainsKey(tensor.Key) && !IsUnneeded(tensor.Key)).OrderBy(tensor => tensor.Key, StringComparer.Ordinal).ToList();
        if (unused.Count == 0) return;
        var (name, (file, info)) = unused[0];
        throw new ModelFormatException(
            $"Tensor '{name}' {info.ShapeText} {info.DType}{(unused.Count > 1 ? $" and {unused.Count - 1} more" : "")} of '{Folder}' belong{(unused.Count > 1 ? "" : "s")} to no part of the model that config.json describes. " +
            "The config and the weights may be from different models.",
            file.Path, name);
    }

    private static bool IsUnneeded(string name) =>
        Array.Exists(s_unneeded, part => name.StartsWith(part, StringComparison.Ordinal) || name.Contains("." + part, StringComparison.Ordinal));

    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    private static string? OtherWeights(string folder)
    {
        foreach (var pattern in (string[])["pytorch_model*.bin", "*.gguf", "*.onnx", "tf_model.h5"])
            if (Directory.EnumerateFiles(folder, pattern).FirstOrDefault() is { } file) return Path.GetFileName(file);
        return null;
    }

    private static bool Fits(long[] actual, ReadOnlySpan<long> expected)
    {
        if (actual.Length != expected.Length) return false;
        for (var i = 0; i < actual.Length; i++)
            if (expected[i] >= 0 && actual[i] != expected[i])
                return false;
        return true;
    }

    private static string[] ReadIndex(string index, string folder)
    {
        using var document = JsonFile.Open(index, MaxIndexBytes);
        if (!document.RootElement.TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object)
            throw new ModelFormatException($"'{index}' has no 'weight_map' object that says which file holds which tensor.", index);
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var entry in map.EnumerateObject())
        {
            var name = entry.Value.ValueKind == JsonValueKind.String ? JsonFile.Text(entry.Value, index) : null;
            if (string.IsNullOrEmpty(name) || name != Path.GetFileName(name) || name is "." or "..")
                throw new ModelFormatException($"'{index}' sends tensor '{JsonFile.Name(entry, index)}' to '{name}', which is not a file name in this folder.", index);
            names.Add(name);
        }
        if (names.Count == 0) throw new ModelFormatException($"'{index}' names no file.", index);
        foreach (var name in names)
            if (!File.Exists(Path.Combine(folder, name)))
                throw new ModelFormatException($"'{index}' needs '{name}', which is not in the folder. Is the download complete?", Path.Combine(folder, name));
        return [.. names.Select(n => Path.Combine(folder, n))];
    }
}
