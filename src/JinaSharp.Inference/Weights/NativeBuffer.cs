using System.Runtime.InteropServices;

namespace JinaSharp.Inference.Weights;

/// <summary>Zeroed memory outside the managed heap, aligned to a cache line, or in large pages from 2 MiB on. Freed by <see cref="Dispose"/> or the finalizer.</summary>
internal sealed unsafe class NativeBuffer<T> : IDisposable where T : unmanaged
{
    private const int Alignment = 64;
    private T* _data;

    public NativeBuffer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, int.MaxValue);
        Length = (int)length;
        var bytes = checked((nuint)Math.Max(length, 1) * (nuint)sizeof(T));
        var large = bytes >= HugePages.Size;
        _data = (T*)NativeMemory.AlignedAlloc(bytes, (nuint)(large ? HugePages.Size : Alignment));
        if (large) HugePages.Advise(_data, bytes);
        NativeMemory.Clear(_data, bytes);
        GC.AddMemoryPressure((long)bytes);
    }

    ~NativeBuffer() => Free();

    public int Length { get; }

    public Span<T> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_data is null, this);
            return new Span<T>(_data, Length);
        }
    }

    /// <summary>The first element; valid while this object is reachable and not disposed.</summary>
    internal T* Pointer => _data;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_data is null) return;
        NativeMemory.AlignedFree(_data);
        _data = null;
        GC.RemoveMemoryPressure(Math.Max(Length, 1) * (long)sizeof(T));
    }
}
