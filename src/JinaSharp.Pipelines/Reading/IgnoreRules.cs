namespace JinaSharp.Pipelines.Reading;

/// <summary>The patterns of one <c>.gitignore</c>, and those of the folders above it.</summary>
internal sealed class IgnoreRules
{
    /// <summary>A file of patterns larger than this is no such file.</summary>
    private const int MaxBytes = 1024 * 1024;

    private readonly IgnoreRules? _above;
    private readonly string _folder;
    private readonly List<GlobPattern> _patterns;

    private IgnoreRules(string folder, List<GlobPattern> patterns, IgnoreRules? above)
    {
        _folder = folder.EndsWith('/') ? folder : folder + "/";
        _patterns = patterns;
        _above = above;
    }

    /// <summary>The rules from patterns, tied to a folder.</summary>
    public static IgnoreRules FromLines(string folder, IEnumerable<string> lines, IgnoreRules? above = null) =>
        new(folder, [.. lines.Select(GlobPattern.ParseLine).OfType<GlobPattern>()], above);

    /// <summary>Adds a folder's own rules file, if there is one that can be read, to those above.</summary>
    public static IgnoreRules? Load(string folder, string file, IgnoreRules? above)
    {
        try
        {
            var info = new FileInfo(file);
            if (!info.Exists || info.Length is 0 or > MaxBytes) return above;
            return FromLines(folder, File.ReadLines(file), above);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return above;
        }
    }

    /// <summary>The rules that hold for a folder from the folders above it, up to the root of its repository.</summary>
    public static IgnoreRules? LoadAbove(string folder)
    {
        var chain = new Stack<string>();
        string? repository = null;
        for (var current = folder; current is not null; current = Path.GetDirectoryName(current))
        {
            chain.Push(current);
            if (!Path.Exists(Path.Combine(current, ".git"))) continue;
            repository = current;
            break;
        }
        if (repository is null) return null;
        var rules = Load(repository, Path.Combine(repository, ".git", "info", "exclude"), null);
        foreach (var current in chain)
            if (current != folder)
                rules = Load(current, Path.Combine(current, ".gitignore"), rules);
        return rules;
    }

    /// <summary>Whether a path is ignored: the last pattern that matches decides, nearer files before farther ones.</summary>
    public bool IsIgnored(string path, bool isDirectory)
    {
        for (var rules = this; rules is not null; rules = rules._above)
        {
            if (!path.StartsWith(rules._folder, StringComparison.Ordinal)) continue;
            var relative = path.AsSpan(rules._folder.Length);
            for (var i = rules._patterns.Count - 1; i >= 0; i--)
                if (rules._patterns[i].IsMatch(relative, isDirectory))
                    return !rules._patterns[i].IsNegated;
        }
        return false;
    }
}
