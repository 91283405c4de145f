using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>What readers see: some rows of each segment as of one version. Immutable; a reader keeps one for a whole operation.</summary>
internal sealed record View(IReadOnlyList<Slice> Slices, long Version, long LiveCount, long WordCount)
{
    /// <summary>The live row of an id; false when there is none.</summary>
    public bool TryFind(string id, out Slice slice, out int row)
    {
        (slice, row) = (default, -1);
        if (!Filters.Utf16Extensions.IsValidUtf16(id)) return false;
        var bytes = StrictUtf8.Encoding.GetBytes(id);
        var hash = IdHash.Compute(bytes);
        // The newest segment first: that is where a replaced record lives.
        for (var i = Slices.Count - 1; i >= 0; i--)
        {
            row = Slices[i].Segment.Find(bytes, hash, Slices[i].RowCount, Version);
            if (row < 0) continue;
            slice = Slices[i];
            return true;
        }
        return false;
    }

    /// <summary>Reads a record.</summary>
    public static VectorRecord Read(Slice slice, int row, RecordParts parts)
    {
        Dictionary<string, VectorValue>? vectors = null;
        if (parts.HasFlag(RecordParts.Vectors))
        {
            vectors = new Dictionary<string, VectorValue>(StringComparer.Ordinal);
            foreach (var column in slice.Segment.Vectors)
            {
                if (!column.Has(row)) continue;
                vectors[column.Definition.Name] = VectorLayout.Read(column.Definition, column.Rows is { } rows ? rows.Span(row) : column.Variable![row]);
            }
        }
        return RecordBlob.Read(slice.Segment.Blobs[row], parts, vectors);
    }
}
