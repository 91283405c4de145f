namespace JinaSharp.Pipelines;

/// <summary>The part of a text that shows best why it was found.</summary>
/// <param name="Text">The part, on one line.</param>
/// <param name="Marks">The words in it that match the query, in order.</param>
/// <param name="CutBefore">Whether the text goes on before it.</param>
/// <param name="CutAfter">Whether the text goes on after it.</param>
public sealed record Snippet(string Text, IReadOnlyList<TextMark> Marks, bool CutBefore, bool CutAfter);
