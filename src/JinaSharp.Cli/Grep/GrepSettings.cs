namespace JinaSharp.Cli.Grep;

/// <summary>What a search is to find and to show.</summary>
internal sealed record GrepSettings
{
    /// <summary>What is looked for; null with labels.</summary>
    public string? Pattern { get; init; }

    /// <summary>The labels of which each unit gets the nearest; empty with a pattern.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>The similarity from which a unit matches; null with labels where none was given: every unit counts.</summary>
    public double? Threshold { get; init; }

    /// <summary>The most units shown; null for all.</summary>
    public int? Most { get; init; }

    /// <summary>The most units shown of one file; null for all.</summary>
    public int? MostOfFile { get; init; }

    /// <summary>Whether units below the threshold match in place of those above it.</summary>
    public bool Invert { get; init; }

    public GrepShow Show { get; init; }

    public bool FileNames { get; init; }

    public bool LineNumbers { get; init; }

    /// <summary>How many lines before a match are shown.</summary>
    public int Before { get; init; }

    /// <summary>How many lines after a match are shown.</summary>
    public int After { get; init; }

    public bool Colors { get; init; }

    /// <summary>The embedder's name, for JSON.</summary>
    public required string Model { get; init; }

    public bool Matches(double score) => Threshold is not { } threshold || (score >= threshold) != Invert;
}
