namespace JinaSharp.Pipelines.Reading;

/// <summary>A heading in a section's text.</summary>
/// <param name="Position">Where the heading begins.</param>
/// <param name="Level">1 for the highest.</param>
/// <param name="Text">The heading without its marks.</param>
internal readonly record struct HeadingMark(int Position, int Level, string Text);
