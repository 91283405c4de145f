namespace JinaSharp.Stores;

/// <summary>A finished copy.</summary>
/// <param name="Copy">The copy.</param>
/// <param name="Written">The records written by this run.</param>
/// <param name="AlreadyThere">The records that an earlier run had copied.</param>
/// <param name="Count">The records of the copy, as counted after the writing.</param>
/// <param name="Compared">The records read back and compared in full.</param>
/// <param name="LostKeywordIndex">Whether the original is indexed for keyword search and the copy is not, as its store has none. The texts are all there.</param>
public sealed record CollectionCopyResult(IVectorCollection Copy, long Written, long AlreadyThere, long Count, int Compared, bool LostKeywordIndex);
