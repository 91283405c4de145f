namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>A segment in a <see cref="Manifest"/>.</summary>
/// <param name="Number">The segment's number.</param>
/// <param name="Deleted">One bit a row that is gone, least significant first; empty when all are there.</param>
internal readonly record struct ManifestEntry(long Number, byte[] Deleted);
