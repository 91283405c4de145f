using Microsoft.Win32.SafeHandles;

namespace JinaSharp.Middleware;

/// <summary>One file of a disk cache: records one after another, written by one process at a time, read by any.</summary>
internal sealed class CacheSegment : IDisposable
{
    public const string Extension = ".jec";

    private const string LockExtension = ".lock";

    private readonly SafeFileHandle _handle;
    private SafeFileHandle? _lock;

    private CacheSegment(string path, SafeFileHandle handle, bool isWritable)
    {
        Path = path;
        _handle = handle;
        IsWritable = isWritable;
    }

    public string Path { get; }

    public bool IsWritable { get; }

    /// <summary>Where the whole records end that were seen so far.</summary>
    public long End { get; private set; }

    /// <summary>Opens a file, to write where that is allowed; null when it is gone.</summary>
    public static CacheSegment? TryOpen(string path)
    {
        try
        {
            return new(path, OpenFile(path, FileMode.Open), isWritable: true);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return new(path, File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), isWritable: false);
        }
    }

    /// <summary>Makes a file and becomes its one writer.</summary>
    public static CacheSegment Create(string path)
    {
        // The lock comes first: once the file can be seen, another cache may want to become its writer.
        var taken = OpenLock(path);
        try
        {
            return new(path, OpenFile(path, FileMode.CreateNew), isWritable: true) { _lock = taken };
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Removes a file and its lock.</summary>
    public static void Delete(string path)
    {
        File.Delete(path);
        File.Delete(path + LockExtension);
    }

    /// <summary>Becomes the one writer, unless another process is.</summary>
    public bool TryBecomeWriter()
    {
        try
        {
            _lock ??= OpenLock(Path);
        }
        catch (IOException)
        {
            return false;
        }
        return true;
    }

    /// <summary>Cuts off what follows the last whole record. Only for the writer, after <see cref="ReadNewHeaders"/>.</summary>
    public void CutTornEnd() => RandomAccess.SetLength(_handle, End);

    /// <summary>Reads the headers of the records after <see cref="End"/>. It stops at one that is not whole: the end, a write in progress, or damage.</summary>
    public void ReadNewHeaders(Action<EmbeddingCacheKey, long, int> found)
    {
        Span<byte> header = stackalloc byte[CacheRecord.HeaderSize];
        var length = RandomAccess.GetLength(_handle);
        while (End + CacheRecord.HeaderSize <= length
               && RandomAccess.Read(_handle, header, End) == CacheRecord.HeaderSize
               && CacheRecord.TryReadHeader(header, out var key, out var entryLength)
               && End + CacheRecord.HeaderSize + entryLength <= length)
        {
            found(key, End, entryLength);
            End += CacheRecord.HeaderSize + entryLength;
        }
    }

    /// <summary>Reads an entry; null when it is damaged or the file is closed.</summary>
    public ReadOnlyMemory<byte>? Read(EmbeddingCacheKey key, long offset, int entryLength)
    {
        var record = new byte[CacheRecord.HeaderSize + entryLength];
        try
        {
            if (RandomAccess.Read(_handle, record, offset) != record.Length || !CacheRecord.IsWhole(record, key)) return null;
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
        return record.AsMemory(CacheRecord.HeaderSize);
    }

    /// <summary>Appends whole records in one write.</summary>
    public void Append(ReadOnlySpan<byte> records)
    {
        RandomAccess.Write(_handle, records, End);
        End += records.Length;
    }

    public void Dispose()
    {
        _handle.Dispose();
        _lock?.Dispose();
    }

    private static SafeFileHandle OpenFile(string path, FileMode mode) => File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    // Held until this process closes it or ends, however it ends.
    private static SafeFileHandle OpenLock(string path) => File.OpenHandle(path + LockExtension, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
}
