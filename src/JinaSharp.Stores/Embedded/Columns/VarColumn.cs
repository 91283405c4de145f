namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>A column of rows of different sizes.</summary>
internal abstract class VarColumn
{
    public abstract ReadOnlySpan<byte> this[int row] { get; }
}
