namespace JinaSharp.Stores;

/// <summary>How far a copy is.</summary>
/// <param name="Total">The records of the original.</param>
/// <param name="Seen">The records read so far.</param>
/// <param name="Written">The records written so far.</param>
/// <param name="AlreadyThere">The records passed over, as an earlier run had copied them.</param>
public readonly record struct CollectionCopyProgress(long Total, long Seen, long Written, long AlreadyThere);
