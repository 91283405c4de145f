using JinaSharp.Stores.Embedded.Columns;
using JinaSharp.Stores.Embedded.Storage;
using Microsoft.Win32.SafeHandles;

namespace JinaSharp.Stores.Embedded;

/// <summary>Keeps a <see cref="CollectionEngine"/> and a collection's files in step: loads, follows another process's writing, writes, seals. Callers take turns.</summary>
internal sealed class CollectionStorage : IDisposable
{
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
    public bool HasNews() =>
        Writer is null && _damage is null && (RandomAccess.GetLength(_logFile) > _reader.Position || System.IO.File.GetLastWriteTimeUtc(_folder.Manifest) != _manifestTime);

    /// <summary>Takes over what was written since the last look.</summary>
    public void ReadOn(bool diagnose)
    {
        if (System.IO.File.GetLastWriteTimeUtc(_folder.Manifest) != _manifestTime) Load();
        var damage = _reader.ReadTo(RandomAccess.GetLength(_logFile), Apply);
        // While another process writes, the end of its log can look like anything.
        if (damage is null || !diagnose) return;
        if (!_options.KeepGoodPrefix) throw damage;
        _damage = damage;
        Load();
        _ = _reader.ReadTo(damage.Offset, Apply);
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
            var file = System.IO.File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            if (_damage is not null) System.IO.File.Copy(path, $"{path}.damaged", overwrite: true);
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

    /// <summary>Makes the rows in memory a file, together with small files where there are many, and starts a new log.</summary>
    /// <param name="everything">Whether all files become one.</param>
    /// <remarks>A crash at any point leaves the old state or the new: the manifest, replaced in one step, decides.</remarks>
    public void Seal(bool everything)
    {
        var latest = Engine.Latest;
        var kept = Engine.Sealed.Count - (everything ? Engine.Sealed.Count : SegmentMerging.Count(Engine.Sealed, Engine.Growing.RowCount));
        var number = _manifest.NextSegment;
        var builder = new SegmentBuilder(Definition, latest.Slices.Skip(kept), latest.Version);
        var log = new LogHeader(File.Id, _manifest.LogNumber + 1, latest.Version);
        SealedSegment? made = null;
        LogWriter? writer = null;
        try
        {
            if (builder.RowCount > 0)
            {
                builder.Write(_folder.Segment(number), File.Id, number);
                made = SealedSegment.Open(_folder.Segment(number), File.Id, Definition, []);
            }
            writer = LogWriter.Create(_folder.Log(log.Number), log, _options.Durable);
            List<SealedSegment> segments = [.. Engine.Sealed.Take(kept), .. made is null ? [] : (SealedSegment[])[made]];
            var manifest = new Manifest
            {
                Collection = File.Id,
                LogNumber = log.Number,
                NextSegment = number + 1,
                LiveCount = latest.LiveCount,
                WordCount = latest.WordCount,
                Segments = [.. segments.Select(segment => new ManifestEntry(segment.Number, segment.Deletions.ToBits(segment.RowCount, latest.Version)))],
            };
            CollectionFolder.WriteWhole(_folder.Manifest, manifest.ToBytes());
            _manifest = manifest;
            Engine.Replace(segments, latest.Version);
        }
        catch
        {
            writer?.Dispose();
            RemoveLeftovers();
            throw;
        }
        Writer!.Dispose();
        Writer = writer;
        _header = log;
        RemoveLeftovers();
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

    private void Apply(FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        if (frame.Kind == FrameKind.Batch) Engine.Apply(frame.Sequence, payload, _preparer.Prepare(payload));
        else if (frame.Kind == FrameKind.Close) Engine.Publish(frame.Sequence);
        else throw new FormatException($"Unknown kind of record {(int)frame.Kind}.");
    }

    // Opens what the manifest names. A writer may replace the manifest and remove files meanwhile: then the new manifest is read.
    private void Load()
    {
        for (var tries = 0; ; tries++)
        {
            var time = System.IO.File.GetLastWriteTimeUtc(_folder.Manifest);
            var manifest = System.IO.File.Exists(_folder.Manifest) ? Manifest.Read(_folder.Manifest, File.Id) : Manifest.Initial(File.Id);
            try
            {
                var segments = new List<SealedSegment>();
                foreach (var entry in manifest.Segments)
                    segments.Add(SealedSegment.Open(_folder.Segment(entry.Number), File.Id, Definition, entry.Deleted));
                var (file, header) = OpenLog(manifest.LogNumber);
                _logFile?.Dispose();
                (_logFile, _header, _manifest, _manifestTime) = (file, header, manifest, time);
                Engine = new CollectionEngine(Definition, segments, header.FirstSequence, manifest.LiveCount, manifest.WordCount);
                _reader = new LogReader(file, _folder.Log(header.Number), header);
                return;
            }
            catch (DamagedStoreException) when (tries < 10 && System.IO.File.GetLastWriteTimeUtc(_folder.Manifest) != time)
            {
            }
        }
    }

    private (SafeFileHandle File, LogHeader Header) OpenLog(long number)
    {
        var path = _folder.Log(number);
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

    // Files that no manifest names: of an interrupted sealing, or replaced by one.
    private void RemoveLeftovers()
    {
        var used = new HashSet<string>(_manifest.Segments.Select(segment => _folder.Segment(segment.Number)), StringComparer.Ordinal) { _folder.Log(_manifest.LogNumber) };
        foreach (var file in Directory.EnumerateFiles(_folder.Path).Where(file => file.EndsWith(".jseg", StringComparison.Ordinal) || file.EndsWith(".jlog", StringComparison.Ordinal) || file.EndsWith(".new", StringComparison.Ordinal)))
        {
            if (used.Contains(file)) continue;
            try
            {
                System.IO.File.Delete(file);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // A reader on Windows holds it; the next writer tries again.
            }
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
