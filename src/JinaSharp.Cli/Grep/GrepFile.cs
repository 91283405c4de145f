namespace JinaSharp.Cli.Grep;

/// <summary>A file that is searched.</summary>
/// <param name="Path">The absolute path; null for what came from a pipe.</param>
/// <param name="Name">The path as the user would write it.</param>
internal sealed record GrepFile(string? Path, string Name)
{
    /// <summary>How many of its units match so far.</summary>
    public int Matches { get; set; }
}
