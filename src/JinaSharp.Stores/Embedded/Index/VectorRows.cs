using JinaSharp.Stores.Embedded.Columns;

namespace JinaSharp.Stores.Embedded.Index;

/// <summary>One dense vector of the rows that are to become a segment.</summary>
internal sealed class VectorRows(IReadOnlyList<Segment> sources, IReadOnlyList<(int Source, int Row)> rows, int ordinal)
{
    // After so many rows read their pages are given back: a whole pass over large files would else count as the process's memory.
    private const int ReleaseRows = 2048;

    private readonly VectorColumn[] _columns = [.. sources.Select(source => source.Vectors[ordinal])];

    private int _reads;

    public int Count => rows.Count;

    public int Dimensions => Definition.Dimensions;

    public VectorDefinition Definition => _columns[0].Definition;

    public bool Has(int index) => _columns[rows[index].Source].Has(rows[index].Row);

    /// <summary>The vector at unit length; zeros where the record has none.</summary>
    public void ReadUnit(int index, Span<float> values)
    {
        Read(index, values);
        VectorMath.Normalize(values);
    }

    /// <summary>The vector as the metric compares it: at unit length for cosine, as it is for others.</summary>
    public void ReadCompared(int index, Span<float> values)
    {
        Read(index, values);
        if (Definition.Metric == DistanceMetric.Cosine) VectorMath.Normalize(values);
    }

    private void Read(int index, Span<float> values)
    {
        var (source, row) = rows[index];
        VectorLayout.ReadDense(Definition, _columns[source].Rows!.Span(row), values);
        if (Interlocked.Increment(ref _reads) % ReleaseRows == 0)
            foreach (var segment in sources)
                (segment as SealedSegment)?.File.Release();
    }

    /// <summary>The first bytes of the vector's sign code.</summary>
    public unsafe byte* FrontCode(int index) => _columns[rows[index].Source].FrontCodes!.Row(rows[index].Row);

    /// <summary>The other bytes of the code; null where there are none.</summary>
    public unsafe byte* RestCode(int index) => _columns[rows[index].Source].RestCodes is { } rest ? rest.Row(rows[index].Row) : null;
}
