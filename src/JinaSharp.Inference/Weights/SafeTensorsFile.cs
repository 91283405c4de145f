using System.IO.MemoryMappedFiles;
using System.Text;

namespace JinaSharp.Inference.Weights;

/// <summary>One safetensors file, mapped into memory for as long as this object lives.</summary>
internal sealed unsafe class SafeTensorsFile : IDisposable
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private int _disposed;

    private SafeTensorsFile(string path, MemoryMappedFile map, Dictionary<string, TensorInfo> tensors)
    {
        Path = path;
        Tensors = tensors;
        _map = map;
        _view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _start += _view.PointerOffset;
    }

    public string Path { get; }

    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    public long ByteLength { get; private init; }

    public static SafeTensorsFile Open(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            RefusePointerFile(stream, path);
            var tensors = SafeTensorsHeader.Read(stream, path);
            var map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            return new SafeTensorsFile(path, map, tensors) { ByteLength = stream.Length };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException($"'{path}' cannot be read: {e.Message}", path, null, e);
        }
    }

    public WeightTensor Get(TensorInfo info)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return new WeightTensor(this, info, _start + info.Offset);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }

    /// <summary>A clone without Git LFS leaves small text files where the weights should be.</summary>
    private static void RefusePointerFile(FileStream stream, string path)
    {
        var start = new byte[40];
        var read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        if (Encoding.ASCII.GetString(start, 0, read).StartsWith("version https://git-lfs", StringComparison.Ordinal))
            throw new ModelFormatException($"'{path}' is a Git LFS pointer, not the weights themselves. Run 'git lfs pull' in the folder.", path);
    }
}
