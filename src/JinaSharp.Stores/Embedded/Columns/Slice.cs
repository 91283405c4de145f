namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>The first rows of a segment.</summary>
internal readonly record struct Slice(Segment Segment, int RowCount);
