namespace JinaSharp.Cli.Grep;

/// <summary>What of the matches is shown.</summary>
internal enum GrepShow
{
    /// <summary>The units that match.</summary>
    Units = 0,

    /// <summary>The files with a match.</summary>
    FilesWith,

    /// <summary>The files without one.</summary>
    FilesWithout,

    /// <summary>The number of matches in each file.</summary>
    Counts,

    /// <summary>With labels: the label alone.</summary>
    LabelsOnly,

    /// <summary>Nothing: the exit code says it.</summary>
    Nothing,
}
