using JinaSharp.Middleware;

namespace JinaSharp;

/// <summary>Keeps embeddings in a folder, up to a number of bytes, for any number of processes at a time.</summary>
/// <remarks>
/// <para>Each process appends to a file that no other one writes, and reads those of all. Every record carries checksums, so that a process killed at any moment
/// leaves at most a half record that nobody reads, and a damaged record is asked for again. When the folder is full, the oldest files are deleted.</para>
/// <para>The cache is not flushed to the disk at each write: after a power cut the last entries may be gone, never wrong.</para>
/// <para>Safe for concurrent use. The keys of all entries are in memory, about 100 bytes each.</para>
/// </remarks>
public sealed class DiskEmbeddingCache : IEmbeddingCache, IDisposable
{
    private const int FilesPerFolder = 16;
    private const int MaxWrite = 1 << 20;
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);

    private readonly string _folder;
    private readonly long _maxBytes;
    private readonly long _maxFileBytes;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<EmbeddingCacheKey, (CacheSegment Segment, long Offset, int Length)> _index = [];
    private readonly Dictionary<string, CacheSegment> _segments = new(StringComparer.Ordinal);
    private CacheSegment? _own;
    private long _lastLook;
    private bool _disposed;

    /// <summary>Opens a folder, which is created if needed.</summary>
    /// <param name="folder">The folder; nothing else should be in it.</param>
    /// <param name="options">How; null for the defaults. Read once.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="IOException">The folder cannot be made or read.</exception>
    public DiskEmbeddingCache(string folder, DiskEmbeddingCacheOptions? options = null, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _folder = Path.GetFullPath(folder);
        _maxBytes = (options ?? new DiskEmbeddingCacheOptions()).Snapshot().MaxBytes;
        _maxFileBytes = Math.Max(1 << 12, _maxBytes / FilesPerFolder);
        _time = timeProvider ?? TimeProvider.System;
        Directory.CreateDirectory(_folder);
        lock (_lock) LookAtFolder();
    }

    /// <summary>The number of entries known to this process.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _index.Count;
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>?>> GetAsync(IReadOnlyList<EmbeddingCacheKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        cancellationToken.ThrowIfCancellationRequested();
        var places = new (CacheSegment Segment, long Offset, int Length)?[keys.Count];
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!Find(keys, places) && _time.GetElapsedTime(_lastLook) >= LookAgainAfter)
            {
                // Another process may have written what is missing.
                LookAtFolder();
                Find(keys, places);
            }
        }
        var found = new ReadOnlyMemory<byte>?[keys.Count];
        for (var i = 0; i < found.Length; i++)
            found[i] = places[i] is { } place ? place.Segment.Read(keys[i], place.Offset, place.Length) : null;
        return new(found);
    }

    /// <inheritdoc/>
    public ValueTask SetAsync(IReadOnlyList<KeyValuePair<EmbeddingCacheKey, ReadOnlyMemory<byte>>> entries, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entries);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var start = 0;
            while (start < entries.Count)
            {
                var end = start;
                long size = 0;
                while (end < entries.Count && (end == start || size + SizeOf(entries[end]) <= MaxWrite)) size += SizeOf(entries[end++]);
                Append(entries, start, end, (int)size);
                start = end;
            }
        }
        return ValueTask.CompletedTask;
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed) return;
            _disposed = true;
            foreach (var segment in _segments.Values) segment.Dispose();
        }
    }

    private static long SizeOf(in KeyValuePair<EmbeddingCacheKey, ReadOnlyMemory<byte>> entry) =>
        entry.Value.Length > CacheRecord.MaxEntryLength ? 0 : CacheRecord.HeaderSize + entry.Value.Length;

    private bool Find(IReadOnlyList<EmbeddingCacheKey> keys, (CacheSegment Segment, long Offset, int Length)?[] places)
    {
        var all = true;
        for (var i = 0; i < places.Length; i++)
        {
            if (_index.TryGetValue(keys[i], out var place)) places[i] = place;
            else all = false;
        }
        return all;
    }

    private void Append(IReadOnlyList<KeyValuePair<EmbeddingCacheKey, ReadOnlyMemory<byte>>> entries, int start, int end, int size)
    {
        if (size == 0) return;
        if (_own is null || (_own.End > 0 && _own.End + size > _maxFileBytes)) _own = TakeUpFile(size) ?? StartFile();
        var own = _own!;
        var buffer = new byte[size];
        var used = 0;
        var written = own.End;
        for (var i = start; i < end; i++)
        {
            var recordSize = (int)SizeOf(entries[i]);
            if (recordSize == 0) continue;
            CacheRecord.Write(buffer.AsSpan(used), entries[i].Key, entries[i].Value.Span);
            used += recordSize;
        }
        own.Append(buffer);
        for (var i = start; i < end; i++)
        {
            var recordSize = (int)SizeOf(entries[i]);
            if (recordSize == 0) continue;
            _index[entries[i].Key] = (own, written, recordSize - CacheRecord.HeaderSize);
            written += recordSize;
        }
    }

    // A file that has room and that no other process writes: what an earlier run left half full.
    private CacheSegment? TakeUpFile(int size)
    {
        LookAtFolder();
        foreach (var segment in _segments.Values)
        {
            if (segment == _own || !segment.IsWritable || segment.End + size > _maxFileBytes || !segment.TryBecomeWriter()) continue;
            ReadNewHeaders(segment);
            segment.CutTornEnd();
            return segment;
        }
        return null;
    }

    private CacheSegment StartFile()
    {
        // Names sort by the time of creation, so that the oldest file is the first.
        var name = $"{_time.GetUtcNow().UtcTicks:x16}-{Guid.NewGuid():n}{CacheSegment.Extension}";
        var own = CacheSegment.Create(Path.Combine(_folder, name));
        _segments[own.Path] = own;
        DeleteOldest(own.Path);
        return own;
    }

    private void DeleteOldest(string newest)
    {
        var files = new DirectoryInfo(_folder).GetFiles("*" + CacheSegment.Extension);
        Array.Sort(files, (a, b) => string.CompareOrdinal(a.Name, b.Name));
        // Room for the file that was just started.
        var total = _maxFileBytes;
        foreach (var file in files) total += file.Exists ? file.Length : 0;
        foreach (var file in files)
        {
            if (total <= _maxBytes || file.FullName == newest) break;
            total -= file.Exists ? file.Length : 0;
            try
            {
                CacheSegment.Delete(file.FullName);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // In use or gone: another process deletes it, or the next round does.
            }
        }
    }

    // Takes up new files and new records, and drops files that are gone.
    private void LookAtFolder()
    {
        _lastLook = _time.GetTimestamp();
        var present = new HashSet<string>(Directory.EnumerateFiles(_folder, "*" + CacheSegment.Extension), StringComparer.Ordinal);
        foreach (var (path, segment) in _segments.ToArray())
        {
            if (present.Contains(path)) continue;
            _segments.Remove(path);
            foreach (var key in _index.Where(entry => entry.Value.Segment == segment).Select(entry => entry.Key).ToArray()) _index.Remove(key);
            if (segment == _own) _own = null;
            segment.Dispose();
        }
        foreach (var path in present.Order(StringComparer.Ordinal))
        {
            if (!_segments.TryGetValue(path, out var segment))
            {
                segment = CacheSegment.TryOpen(path);
                if (segment is null) continue;
                _segments[path] = segment;
            }
            if (segment != _own) ReadNewHeaders(segment);
        }
    }

    private void ReadNewHeaders(CacheSegment segment) => segment.ReadNewHeaders((key, offset, length) => _index[key] = (segment, offset, length));
}
