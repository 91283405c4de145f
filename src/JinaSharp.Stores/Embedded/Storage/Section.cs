namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>A part of a segment file.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Vector">The vector's place in the definition; <see cref="NoVector"/> when it is about none.</param>
/// <param name="Offset">Its place in the file.</param>
/// <param name="Length">Its bytes.</param>
internal readonly record struct Section(SectionKind Kind, int Vector, long Offset, long Length)
{
    public const int NoVector = 0xFFFF;

    /// <summary>Bytes of an entry in the file's table.</summary>
    public const int EntryBytes = 24;
}
