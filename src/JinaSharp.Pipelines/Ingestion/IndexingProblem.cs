namespace JinaSharp.Pipelines;

/// <summary>A file or folder that could not be indexed, or not as it should be.</summary>
/// <param name="Path">The absolute path.</param>
/// <param name="Reason">What is wrong and what to do.</param>
/// <param name="IsIndexed">Whether the file is in the collection all the same.</param>
public sealed record IndexingProblem(string Path, string Reason, bool IsIndexed = false);
