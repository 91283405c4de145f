namespace JinaSharp.Pipelines.Reading;

/// <summary>Which files a walk finds.</summary>
internal sealed record WalkOptions
{
    /// <summary>Patterns of which a file must match one; empty for every file.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Patterns of files and folders to leave out.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Whether <c>.gitignore</c> files hold.</summary>
    public bool UseGitIgnore { get; init; } = true;

    /// <summary>Whether names that begin with a dot are found.</summary>
    public bool IncludeHidden { get; init; }

    /// <summary>Whether folders within the folder are entered.</summary>
    public bool Recursive { get; init; } = true;

    /// <summary>Whether links to folders and files are followed.</summary>
    public bool FollowLinks { get; init; }

    /// <summary>Folders that are never entered, such as the store's own; absolute.</summary>
    public IReadOnlyList<string> NeverEnter { get; init; } = [];
}
