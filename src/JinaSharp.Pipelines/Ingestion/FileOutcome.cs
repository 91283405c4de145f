namespace JinaSharp.Pipelines;

/// <summary>What became of a file.</summary>
internal enum FileOutcome
{
    Failed = 0,
    Indexed,
    Unchanged,
    Empty,
    Binary,
}
