using JinaSharp.Stores.Embedded.Columns;
using JinaSharp.Stores.Embedded.Storage;
using Microsoft.Win32.SafeHandles;

namespace JinaSharp.Stores.Embedded;

// Loading what the files hold, and following another process's writing.
internal sealed partial class CollectionStorage
{
    private const int MaxTries = 10;

    /// <summary>Whether another process has written since the last look.</summary>
    public bool HasNews() =>
        Writer is null && _damage is null
        && (RandomAccess.GetLength(_logFile) > _reader.Position || ManifestTime() != _manifestTime || System.IO.File.Exists(_folder.Log(_header.Number + 1)));

    /// <summary>Takes over what was written since the last look.</summary>
    public void ReadOn(bool diagnose)
    {
        for (var tries = 0; ; tries++)
        {
            if (ManifestTime() != _manifestTime) Load();
            var damage = ReadLogs();
            // While another process writes, the end of its log can look like anything.
            if (damage is null || !diagnose) return;
            // A log that the manifest no longer names may be gone already.
            if (ManifestTime() != _manifestTime && tries < MaxTries) continue;
            if (!_options.KeepGoodPrefix) throw damage;
            _damage = damage;
            Load();
            ReadLogs(damage);
            return;
        }
    }

    // Reads the log, and those after it: a log that goes on from another is made before that one's rows have become a file.
    private DamagedStoreException? ReadLogs(DamagedStoreException? until = null)
    {
        while (true)
        {
            var path = _folder.Log(_header.Number);
            if (path == until?.File) return _reader.ReadTo(until.Offset, Apply);
            // Looked for first: once there is a next log, nothing is added to this one.
            var next = _folder.Log(_header.Number + 1);
            var isFollowed = System.IO.File.Exists(next);
            if (_reader.ReadTo(RandomAccess.GetLength(_logFile), Apply) is { } damage) return damage;
            if (!isFollowed) return null;
            try
            {
                var (file, header) = OpenLog(_header.Number + 1);
                if (header.FirstSequence != _reader.Sequence)
                {
                    file.Dispose();
                    return new DamagedStoreException(path, _reader.Position, $"it ends with sequence {_reader.Sequence}; the next log goes on from {header.FirstSequence}.");
                }
                _logFile.Dispose();
                (_logFile, _header, _reader) = (file, header, new LogReader(file, next, header));
            }
            catch (DamagedStoreException error)
            {
                return error;
            }
        }
    }

    private void Apply(FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        if (frame.Kind == FrameKind.Batch) Engine.Apply(frame.Sequence, payload, _preparer.Prepare(payload));
        else if (frame.Kind == FrameKind.Close) Engine.Publish(frame.Sequence);
        else throw new FormatException($"Unknown kind of record {(int)frame.Kind}.");
    }

    private DateTime ManifestTime() => System.IO.File.GetLastWriteTimeUtc(_folder.Manifest);

    // Opens what the manifest names. A writer may replace the manifest and remove files meanwhile: then the new manifest is read.
    private void Load()
    {
        for (var tries = 0; ; tries++)
        {
            var time = ManifestTime();
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
            catch (DamagedStoreException) when (tries < MaxTries && ManifestTime() != time)
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
            if (header.Collection != File.Id) throw new DamagedStoreException(path, 0, "it belongs to another collection.");
            return header.Number == number ? (file, header) : throw new DamagedStoreException(path, 0, $"it is log {header.Number}.");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
