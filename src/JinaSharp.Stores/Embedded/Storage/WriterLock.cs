using System.Globalization;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>The right to write to a collection: one process, one store at a time. The operating system takes it back when the process ends, however it ends.</summary>
internal sealed class WriterLock : IDisposable
{
    private readonly FileStream _file;

    private WriterLock(FileStream file) => _file = file;

    /// <exception cref="VectorStoreException">Another writer has it, or the folder can't be written to.</exception>
    public static WriterLock Take(string path, string collection)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            // For people who wonder who holds it; the lock itself is the open file.
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            return new WriterLock(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            var locked = error is IOException && File.Exists(path) && !StorageErrors.IsFull(error) && !StorageErrors.IsReadOnly(error);
            if (!locked) throw StorageErrors.Wrap(error, collection, "write", path);
            throw new VectorStoreException(
                $"Collection '{collection}' is being written to by {Holder(path)}. One writer at a time: wait until it ends, or write through it. Reading is possible meanwhile.", error)
            {
                Store = EmbeddedStore.StoreName,
                Collection = collection,
                Operation = "write",
                Code = "locked",
                IsTransient = true,
            };
        }
    }

    public void Dispose() => _file.Dispose();

    private static string Holder(string path)
    {
        try
        {
            // A plain read would wait for the lock's rules; the holder's number is a hint only.
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            Span<byte> bytes = stackalloc byte[20];
            var count = RandomAccess.Read(handle, bytes, 0);
            return count > 0 ? $"process {System.Text.Encoding.ASCII.GetString(bytes[..count])}" : "another process or store object";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "another process or store object";
        }
    }
}
