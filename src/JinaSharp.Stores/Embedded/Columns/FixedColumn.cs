namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>A column of rows of one size, in blocks of memory that never move.</summary>
/// <remarks>Pointers stay valid while the column is reachable: readers keep the view they read from alive.</remarks>
internal abstract unsafe class FixedColumn(int stride)
{
    /// <summary>Bytes a row.</summary>
    public int Stride { get; } = stride;

    /// <summary>Rows a block; the last may hold fewer.</summary>
    public abstract int BlockRows { get; }

    /// <summary>The first row of a block.</summary>
    public abstract byte* Block(int block);

    /// <summary>One row.</summary>
    public byte* Row(int row) => Block(row / BlockRows) + ((nint)(row % BlockRows) * Stride);

    public ReadOnlySpan<byte> Span(int row) => new(Row(row), Stride);
}
