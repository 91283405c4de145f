using JinaSharp.Stores.Embedded.Columns;
using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Embedded;

/// <summary>Makes rows in memory, and small files where there are many, one file, beside the writers and readers that go on.</summary>
/// <remarks>
/// The rows are those of a view that was frozen: what was written since is in a later log. A crash at any point leaves the old state or the new, and the
/// later log either way: the manifest, replaced in one step, decides. Rows deleted meanwhile are taken care of by <see cref="CarryDeletions"/>.
/// </remarks>
internal sealed class SealJob
{
    private readonly CollectionFolder _folder;
    private readonly VectorCollectionDefinition _definition;
    private readonly Manifest _before;
    private readonly View _frozen;
    private readonly int _kept;
    private readonly long _logNumber;
    private readonly bool _isRead;
    private readonly CancellationToken _closing;
    private SegmentBuilder? _builder;
    private SealedSegment? _made;

    /// <param name="folder">The collection's folder.</param>
    /// <param name="definition">What the collection is.</param>
    /// <param name="before">The manifest in force.</param>
    /// <param name="frozen">The rows: all of the collection as of a version.</param>
    /// <param name="kept">How many of the oldest segments stay as they are.</param>
    /// <param name="logNumber">The log of what came after that version.</param>
    /// <param name="isRead">Whether searches and other reads go on meanwhile.</param>
    /// <param name="closing">Stops the job: all is as before it then.</param>
    public SealJob(CollectionFolder folder, VectorCollectionDefinition definition, Manifest before, View frozen, int kept, long logNumber, bool isRead, CancellationToken closing)
    {
        (_folder, _definition, _before, _frozen, _kept, _logNumber, _isRead, _closing) = (folder, definition, before, frozen, kept, logNumber, isRead, closing);
        Manifest = before;
        Done = Task.Run(Run, CancellationToken.None);
    }

    /// <summary>Ends when all is on the disk, or with the error that left things as they were.</summary>
    public Task Done { get; }

    /// <summary>The manifest in force when the job is done.</summary>
    public Manifest Manifest { get; private set; }

    /// <summary>The segments in files when the job is done.</summary>
    public IReadOnlyList<SealedSegment> Segments { get; private set; } = [];

    /// <summary>Marks the rows that were deleted while the job ran. Nothing may be written meanwhile.</summary>
    public void CarryDeletions()
    {
        if (_made is null) return;
        foreach (var (segment, newRows) in _builder!.Sources)
        {
            if (segment.Deletions.LatestVersion <= _frozen.Version) continue;
            for (var row = 0; row < newRows.Length; row++)
                if (newRows[row] >= 0 && segment.Deletions.VersionOf(row) is var version and not 0)
                    _made.Deletions.Delete(newRows[row], version);
        }
    }

    private void Run()
    {
        var number = _before.NextSegment;
        try
        {
            _builder = new SegmentBuilder(_definition, _frozen.Slices.Skip(_kept), _frozen.Version, _closing);
            if (_builder.RowCount > 0)
            {
                _builder.Write(_folder.Segment(number), _before.Collection, number);
                _made = SealedSegment.Open(_folder.Segment(number), _before.Collection, _definition, []);
            }
            var kept = _frozen.Slices.Take(_kept).Select(slice => (SealedSegment)slice.Segment);
            Segments = [.. kept, .. _made is null ? [] : (SealedSegment[])[_made]];
            var manifest = new Manifest
            {
                Collection = _before.Collection,
                LogNumber = _logNumber,
                NextSegment = number + 1,
                LiveCount = _frozen.LiveCount,
                WordCount = _frozen.WordCount,
                Segments = [.. Segments.Select(segment => new ManifestEntry(segment.Number, segment.Deletions.ToBits(segment.RowCount, _frozen.Version)))],
            };
            CollectionFolder.WriteWhole(_folder.Manifest, manifest.ToBytes());
            Manifest = manifest;
        }
        catch (Exception error)
        {
            CollectionFolder.TryDelete(_folder.Segment(number));
            if (error is not OperationCanceledException) throw;
            throw new VectorStoreException($"Collection '{_definition.Name}' was closed before its records were merged. Nothing is lost: they are as they were.", error)
            {
                Store = EmbeddedStore.StoreName,
                Collection = _definition.Name,
                Operation = "compact",
                Code = "disposed",
            };
        }
        // What only the writing has touched (tables of ids) need not stay in memory: it would add up over the files.
        if (!_isRead)
            foreach (var segment in Segments)
                segment.File.Release();
        foreach (var segment in _before.Segments.Skip(_kept)) CollectionFolder.TryDelete(_folder.Segment(segment.Number));
        for (var log = _before.LogNumber; log < _logNumber; log++) CollectionFolder.TryDelete(_folder.Log(log));
    }
}
