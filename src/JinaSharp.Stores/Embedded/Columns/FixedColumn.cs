namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>A column of rows of one size, in blocks of memory that never move.</summary>
/// <remarks>Pointers stay valid while the column is reachable: readers keep the view they read from alive.</remarks>
internal abstract unsafe class FixedColumn(int stride)
{
    /// <summary>Bytes a row.</summary>
    public int Stride { get; } = stride;

    /// <summary>Rows that lie one after another, from each multiple of it on.</summary>
    public abstract int BlockRows { get; }

    /// <summary>Consecutive rows of one block.</summary>
    public abstract byte* Rows(int first, int count);

    /// <summary>One row.</summary>
    public byte* Row(int row) => Rows(row, 1);

    public ReadOnlySpan<byte> Span(int row) => new(Rows(row, 1), Stride);

    /// <summary>How many rows from a first one can be asked for at once.</summary>
    public int RunFrom(int first) => BlockRows - (first % BlockRows);
}
