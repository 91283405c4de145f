namespace JinaSharp.Client;

/// <summary>A chunk of a text.</summary>
/// <param name="Text">The text of the chunk.</param>
/// <param name="Start">The position of its first character, as the service counts.</param>
/// <param name="End">The position after its last character.</param>
public readonly record struct SegmentChunk(string Text, int Start, int End);
