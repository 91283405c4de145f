namespace JinaSharp.Pipelines;

/// <summary>How far a run of a <see cref="FileIndexer"/> is; read it at any time, from any thread.</summary>
public sealed class IndexingProgress
{
    private const int MaxProblems = 1000;

    private readonly List<IndexingProblem> _problems = [];
    private long _filesFound;
    private long _bytesFound;
    private long _filesDone;
    private long _bytesDone;
    private long _bytesRead;
    private long _indexed;
    private long _unchanged;
    private long _removed;
    private long _empty;
    private long _binary;
    private long _failed;
    private long _chunks;
    private volatile bool _allFound;

    /// <summary>Whether the search for files is over, so that the totals are final.</summary>
    public bool AllFound => _allFound;

    /// <summary>Files found.</summary>
    public long FilesFound => Interlocked.Read(ref _filesFound);

    /// <summary>Bytes of the files found.</summary>
    public long BytesFound => Interlocked.Read(ref _bytesFound);

    /// <summary>Files dealt with: indexed, unchanged, empty, binary or failed.</summary>
    public long FilesDone => Interlocked.Read(ref _filesDone);

    /// <summary>Bytes of the files dealt with, and those read of the others.</summary>
    public long BytesDone => Interlocked.Read(ref _bytesDone);

    /// <summary>Bytes read and cut into chunks.</summary>
    public long BytesRead => Interlocked.Read(ref _bytesRead);

    /// <summary>Files new or changed, and written.</summary>
    public long Indexed => Interlocked.Read(ref _indexed);

    /// <summary>Files as they were, and not written again.</summary>
    public long Unchanged => Interlocked.Read(ref _unchanged);

    /// <summary>Files that are gone, and whose chunks were removed.</summary>
    public long Removed => Interlocked.Read(ref _removed);

    /// <summary>Files without any text.</summary>
    public long Empty => Interlocked.Read(ref _empty);

    /// <summary>Files that are not text.</summary>
    public long Binary => Interlocked.Read(ref _binary);

    /// <summary>Files and folders that could not be read.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Chunks written.</summary>
    public long Chunks => Interlocked.Read(ref _chunks);

    /// <summary>The first thousand problems.</summary>
    public IReadOnlyList<IndexingProblem> Problems
    {
        get
        {
            lock (_problems) return [.. _problems];
        }
    }

    internal void Found(long bytes)
    {
        Interlocked.Increment(ref _filesFound);
        Interlocked.Add(ref _bytesFound, bytes);
    }

    internal void FoundAll() => _allFound = true;

    internal void Done(FileOutcome outcome, long bytesLeft = 0)
    {
        Interlocked.Increment(ref _filesDone);
        Interlocked.Add(ref _bytesDone, bytesLeft);
        switch (outcome)
        {
            case FileOutcome.Indexed:
                Interlocked.Increment(ref _indexed);
                break;
            case FileOutcome.Unchanged:
                Interlocked.Increment(ref _unchanged);
                break;
            case FileOutcome.Empty:
                Interlocked.Increment(ref _empty);
                break;
            case FileOutcome.Binary:
                Interlocked.Increment(ref _binary);
                break;
            default:
                break;
        }
    }

    internal void Read(long bytes)
    {
        Interlocked.Add(ref _bytesRead, bytes);
        Interlocked.Add(ref _bytesDone, bytes);
    }

    internal void Wrote(long chunks) => Interlocked.Add(ref _chunks, chunks);

    internal void RemovedFiles(long files) => Interlocked.Add(ref _removed, files);

    internal void Problem(IndexingProblem problem)
    {
        if (!problem.IsIndexed) Interlocked.Increment(ref _failed);
        lock (_problems)
            if (_problems.Count < MaxProblems)
                _problems.Add(problem);
    }
}
