namespace JinaSharp.Pipelines;

/// <summary>A marked stretch of a text, in UTF-16 code units.</summary>
/// <param name="Start">The first code unit.</param>
/// <param name="Length">The number of code units.</param>
public readonly record struct TextMark(int Start, int Length);
