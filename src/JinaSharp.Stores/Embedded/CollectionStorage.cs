using JinaSharp.Stores.Embedded.Columns;
using JinaSharp.Stores.Embedded.Index;
using JinaSharp.Stores.Embedded.Storage;
using Microsoft.Win32.SafeHandles;

namespace JinaSharp.Stores.Embedded;

/// <summary>Keeps a <see cref="CollectionEngine"/> and a collection's files in step: loads, follows another process's writing, writes, seals. Callers take turns.</summary>
internal sealed partial class CollectionStorage : IDisposable
{
    // So many segments' worth of rows may be left in a log by a merge that was given up.
    private const int MostLoggedSegments = 2;

    private readonly CollectionFolder _folder;
    private readonly EmbeddedStoreOptions _options;
    private readonly BatchPreparer _preparer;
    private Manifest _manifest = null!;
    private DateTime _manifestTime;
    private SafeFileHandle _logFile = null!;
    private LogReader _reader = null!;
    private LogHeader _header;
    private DamagedStoreException? _damage;
    private WriterLock? _lock;
    private View? _frozen;

    private CollectionStorage(CollectionFolder folder, CollectionFile file, EmbeddedStoreOptions options)
    {
        _folder = folder;
        _options = options;
        File = file;
        Definition = file.ToDefinition();
        _preparer = new BatchPreparer(Definition);
        Load();
    }

    public CollectionFile File { get; }

    public VectorCollectionDefinition Definition { get; }

    public CollectionEngine Engine { get; private set; } = null!;

    /// <summary>Appends to the log; null until <see cref="BecomeWriter"/>.</summary>
    public LogWriter? Writer { get; private set; }

    /// <summary>Whether the rows in memory are to become a file.</summary>
    public bool ShouldSeal => Engine.Growing.ByteCount >= _options.SegmentBytes || Writer!.Length >= 4 * _options.SegmentBytes;

    /// <summary>Whether the rows in memory are half of what is to become a file: no more is taken while those before are becoming one.</summary>
    public bool IsHalfFull => Engine.Growing.ByteCount >= _options.SegmentBytes / 2;

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

    /// <summary>Takes the right to write, and everything written by others before.</summary>
    public void BecomeWriter()
    {
        if (Writer is not null) return;
        if (!System.IO.File.Exists(_folder.Definition)) throw Gone();
        _lock = WriterLock.Take(_folder.Lock, Definition.Name);
        try
        {
            if (_damage is null) ReadOn(diagnose: true);
            var path = _folder.Log(_header.Number);
            SetAsideLaterLogs();
            var file = System.IO.File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            if (_damage?.File == path) System.IO.File.Copy(path, $"{path}.damaged", overwrite: true);
            if (RandomAccess.GetLength(file) > _reader.Position) RandomAccess.SetLength(file, _reader.Position);
            _damage = null;
            Writer = new LogWriter(file, _header, _reader.Position, _reader.Sequence);
            RemoveLeftovers();
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
    public void Append(ByteBuffer frame, PreparedBatch prepared)
    {
        Writer!.Append(FrameKind.Batch, frame);
        Engine.Apply(Writer.Sequence, LogWriter.Payload(frame), prepared);
    }

    /// <summary>Whether rows are frozen to become a file, and are not one yet.</summary>
    public bool IsFrozen => _frozen is not null;

    /// <summary>Freezes the rows in memory, and goes on with a new log and without rows. Everything is on the disk then.</summary>
    public void Freeze()
    {
        var latest = Engine.Latest;
        // The next log says that this one is whole, so it must be.
        Writer!.Acknowledge(Writer.Length, flush: true);
        var header = new LogHeader(File.Id, _header.Number + 1, latest.Version);
        var writer = LogWriter.Create(_folder.Log(header.Number), header, durable: true);
        CollectionFolder.FlushFolder(_folder.Path);
        Writer.Dispose();
        (Writer, _header, _frozen) = (writer, header, latest);
        _logFile.Dispose();
        Engine.Freeze();
    }

    /// <summary>Begins to make the frozen rows a file, together with small files where there are many.</summary>
    /// <param name="everything">Whether all files become one.</param>
    /// <param name="isRead">Whether others read meanwhile.</param>
    /// <param name="closing">Stops the job where it may take long: when it reads files or makes lists.</param>
    public SealJob Seal(bool everything, bool isRead, CancellationToken closing) =>
        Seal(everything ? Engine.Sealed.Count : SegmentMerging.Count(Engine.Sealed, Engine.Frozen!.RowCount), isRead, closing);

    /// <summary>Begins to make the frozen rows a file of their own, where they are so many that the next opening would take long to read them from their log. Null where they are not.</summary>
    public SealJob? SealMany() => Engine.Frozen?.ByteCount > MostLoggedSegments * _options.SegmentBytes ? Seal(0, isRead: false, CancellationToken.None) : null;

    private SealJob Seal(int merged, bool isRead, CancellationToken closing)
    {
        var isLong = merged > 0 || Engine.Frozen!.RowCount >= BuiltLists.LeastRowsFor(Definition);
        return new SealJob(_folder, Definition, _manifest, _frozen!, Engine.Sealed.Count - merged, _header.Number, isRead, isLong ? closing : CancellationToken.None);
    }

    /// <summary>Goes on with what a job has made.</summary>
    public void Take(SealJob job)
    {
        job.CarryDeletions();
        _manifest = job.Manifest;
        _frozen = null;
        Engine.Replace(job.Segments);
    }

    public void Dispose()
    {
        try
        {
            if (Writer is { } writer && writer.Length > LogHeader.ByteCount)
            {
                // Proves at the next opening that all before was acknowledged, so that damage there is not taken for a torn end.
                writer.Acknowledge(writer.Length, flush: true);
                var close = new ByteBuffer(FrameHeader.ByteCount);
                LogWriter.BeginFrame(close);
                writer.Append(FrameKind.Close, close);
            }
        }
        catch (IOException)
        {
            // A full disk: the batches are safe, only the proof is missing.
        }
        Writer?.Dispose();
        _logFile.Dispose();
        ReleaseLock();
    }

    // Logs after the damage, which do not follow from what is kept.
    private void SetAsideLaterLogs()
    {
        var last = _header.Number;
        while (System.IO.File.Exists(_folder.Log(last + 1))) last++;
        for (; last > _header.Number; last--) System.IO.File.Move(_folder.Log(last), $"{_folder.Log(last)}.damaged", overwrite: true);
    }

    // Files that the manifest does not name: of an interrupted sealing, or replaced by one.
    private void RemoveLeftovers()
    {
        var used = new HashSet<string>(_manifest.Segments.Select(segment => _folder.Segment(segment.Number)), StringComparer.Ordinal);
        for (var log = _manifest.LogNumber; log <= _header.Number; log++) used.Add(_folder.Log(log));
        foreach (var file in Directory.EnumerateFiles(_folder.Path).Where(file => file.EndsWith(".jseg", StringComparison.Ordinal) || file.EndsWith(".jlog", StringComparison.Ordinal) || file.EndsWith(".new", StringComparison.Ordinal)))
        {
            if (!used.Contains(file)) CollectionFolder.TryDelete(file);
        }
    }

    private VectorStoreException Gone() => new($"Collection '{Definition.Name}' was deleted. Make it again with GetOrCreateCollectionAsync.")
    {
        Store = EmbeddedStore.StoreName,
        Collection = Definition.Name,
        Code = "not_found",
    };

    private void ReleaseLock()
    {
        _lock?.Dispose();
        _lock = null;
    }
}
