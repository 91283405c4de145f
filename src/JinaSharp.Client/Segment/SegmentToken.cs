namespace JinaSharp.Client;

/// <summary>One token.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Ids">Its number in the vocabulary; several where a character takes several.</param>
public sealed record SegmentToken(string Text, IReadOnlyList<int> Ids);
