using JinaSharp.Stores.Embedded.Storage;
using Microsoft.Win32.SafeHandles;

namespace JinaSharp.Stores.Embedded;

/// <summary>Keeps a <see cref="CollectionEngine"/> and a collection's files in step: loads, follows another process's writing, writes. Callers take turns.</summary>
internal sealed class CollectionStorage : IDisposable
{
    private readonly CollectionFolder _folder;
    private readonly EmbeddedStoreOptions _options;
    private readonly SafeFileHandle _logFile;
    private LogReader _reader;
    private readonly LogHeader _header;
    private DamagedStoreException? _damage;
    private WriterLock? _lock;
    private LogWriter? _writer;

    private CollectionStorage(CollectionFolder folder, CollectionFile file, EmbeddedStoreOptions options)
    {
        _folder = folder;
        _options = options;
        File = file;
        Definition = file.ToDefinition();
        Engine = new CollectionEngine(Definition);
        (_logFile, _header) = OpenLog();
        _reader = new LogReader(_logFile, folder.Log(_header.Number), _header);
    }

    public CollectionFile File { get; }

    public VectorCollectionDefinition Definition { get; }

    public CollectionEngine Engine { get; private set; }

    public bool IsWriter => _writer is not null;

    /// <summary>Makes the files of a new collection in an empty folder.</summary>
    public static void Create(string path, VectorCollectionDefinition definition, bool durable)
    {
        var folder = new CollectionFolder(path);
        var file = CollectionFile.From(definition);
        LogWriter.Create(folder.Log(1), new LogHeader(file.Id, 1, 0), durable).Dispose();
        CollectionFolder.WriteWhole(folder.Definition, file.ToBytes());
    }

    /// <summary>Opens a collection to read.</summary>
    public static CollectionStorage Open(string path, EmbeddedStoreOptions options)
    {
        var folder = new CollectionFolder(path);
        var storage = new CollectionStorage(folder, CollectionFile.Read(folder.Definition), options);
        try
        {
            storage.ReadOn(diagnose: true);
            return storage;
        }
        catch
        {
            storage.Dispose();
            throw;
        }
    }

    /// <summary>Whether another process has written since the last look.</summary>
    public bool HasNews() => _writer is null && _damage is null && RandomAccess.GetLength(_logFile) > _reader.Position;

    /// <summary>Takes over what was written since the last look.</summary>
    public void ReadOn(bool diagnose)
    {
        var damage = _reader.ReadTo(RandomAccess.GetLength(_logFile), Apply);
        // While another process writes, the end of its log can look like anything.
        if (damage is null || !diagnose) return;
        if (!_options.KeepGoodPrefix) throw damage;
        _damage = damage;
        Reload(damage.Offset);
    }

    /// <summary>Takes the right to write, and everything written by others before.</summary>
    public void BecomeWriter()
    {
        if (_writer is not null) return;
        if (!Directory.Exists(_folder.Path)) throw Gone();
        _lock = WriterLock.Take(_folder.Lock, Definition.Name);
        try
        {
            if (_damage is null) ReadOn(diagnose: true);
            var path = _folder.Log(_header.Number);
            var file = System.IO.File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            if (_damage is not null) System.IO.File.Copy(path, $"{path}.damaged", overwrite: true);
            if (RandomAccess.GetLength(file) > _reader.Position) RandomAccess.SetLength(file, _reader.Position);
            _damage = null;
            _writer = new LogWriter(file, _header, _reader.Position, _reader.Sequence);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            ReleaseLock();
            throw StorageErrors.Wrap(error, Definition.Name, "write", _folder.Path);
        }
        catch
        {
            ReleaseLock();
            throw;
        }
    }

    /// <summary>Writes a batch to the log, then applies it.</summary>
    public void Append(ReadOnlySpan<byte> batch)
    {
        var writer = _writer!;
        writer.Append(FrameKind.Batch, batch);
        Engine.Apply(writer.Sequence, batch);
    }

    /// <summary>The end of what was appended.</summary>
    public long AppendedLength => _writer!.Length;

    /// <summary>Brings what was appended to the disk.</summary>
    public void Flush(long upTo) => _writer!.Acknowledge(upTo, _options.Durable);

    public void Dispose()
    {
        try
        {
            if (_writer is { } writer && writer.Length > LogHeader.ByteCount)
            {
                // Proves at the next opening that all before was on the disk, so that damage there is not taken for a torn end.
                writer.Acknowledge(writer.Length, flush: true);
                writer.Append(FrameKind.Close, []);
            }
        }
        catch (IOException)
        {
            // A full disk: the batches are safe, only the proof is missing.
        }
        _writer?.Dispose();
        _logFile.Dispose();
        ReleaseLock();
    }

    private void Apply(FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        if (frame.Kind == FrameKind.Batch) Engine.Apply(frame.Sequence, payload);
        else if (frame.Kind == FrameKind.Close) Engine.Publish(frame.Sequence);
        else throw new FormatException($"Unknown kind of record {(int)frame.Kind}.");
    }

    private void Reload(long upTo)
    {
        Engine = new CollectionEngine(Definition);
        _reader = new LogReader(_logFile, _folder.Log(_header.Number), _header);
        _ = _reader.ReadTo(upTo, Apply);
    }

    private (SafeFileHandle File, LogHeader Header) OpenLog()
    {
        var path = _folder.Log(1);
        SafeFileHandle file;
        try
        {
            file = CollectionFolder.OpenShared(path);
        }
        catch (FileNotFoundException)
        {
            throw new DamagedStoreException(path, 0, "the file is missing.");
        }
        try
        {
            Span<byte> bytes = stackalloc byte[LogHeader.ByteCount];
            var header = LogHeader.Read(bytes[..RandomAccess.Read(file, bytes, 0)], path);
            return header.Collection == File.Id ? (file, header) : throw new DamagedStoreException(path, 0, "it belongs to another collection.");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private VectorStoreException Gone() => new($"Collection '{Definition.Name}' was deleted. Make it again with GetOrCreateCollectionAsync.")
    {
        Store = EmbeddedStore.StoreName,
        Collection = Definition.Name,
        Code = "collection_missing",
    };

    private void ReleaseLock()
    {
        _lock?.Dispose();
        _lock = null;
    }
}
