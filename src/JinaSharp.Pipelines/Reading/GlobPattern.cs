namespace JinaSharp.Pipelines.Reading;

/// <summary>A path pattern as <c>.gitignore</c> writes it: <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>**</c>, <c>\</c> before a literal.</summary>
/// <remarks>https://git-scm.com/docs/gitignore#_pattern_format. Paths are relative, with <c>/</c> between names.</remarks>
internal sealed class GlobPattern
{
    private readonly string _pattern;
    private readonly bool _matchesNameOnly;

    private GlobPattern(string pattern, bool matchesNameOnly, bool directoriesOnly, bool negated)
    {
        _pattern = pattern;
        _matchesNameOnly = matchesNameOnly;
        DirectoriesOnly = directoriesOnly;
        IsNegated = negated;
    }

    /// <summary>Whether only folders match: the pattern ended in a slash.</summary>
    public bool DirectoriesOnly { get; }

    /// <summary>Whether a match takes the path back in: the pattern began with an exclamation mark.</summary>
    public bool IsNegated { get; }

    /// <summary>Reads one line; null when it is blank or a comment.</summary>
    public static GlobPattern? ParseLine(string line)
    {
        var text = TrimTrailingSpaces(line.TrimEnd('\r'));
        if (text.Length == 0 || text[0] == '#') return null;
        var negated = text[0] == '!';
        if (negated) text = text[1..];
        var directoriesOnly = text.EndsWith('/');
        if (directoriesOnly) text = text[..^1];
        if (text.Length == 0) return null;
        // A slash at the beginning or in the middle ties the pattern to its folder; without one it is about names at any depth.
        var matchesNameOnly = !text.Contains('/', StringComparison.Ordinal);
        if (text[0] == '/') text = text[1..];
        return text.Length == 0 ? null : new GlobPattern(text, matchesNameOnly, directoriesOnly, negated);
    }

    /// <summary>Whether a path matches.</summary>
    public bool IsMatch(ReadOnlySpan<char> relativePath, bool isDirectory)
    {
        if (DirectoriesOnly && !isDirectory) return false;
        return Match(_pattern, _matchesNameOnly ? relativePath[(relativePath.LastIndexOf('/') + 1)..] : relativePath);
    }

    // Backtracks to the last '*' of this name, else to the last '**': at most length(pattern) * length(path) steps.
    private static bool Match(ReadOnlySpan<char> pattern, ReadOnlySpan<char> path)
    {
        int p = 0, t = 0, starPattern = -1, starPath = 0, deepPattern = -1, deepPath = 0;
        while (true)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                if (IsDeepStar(pattern, p, out var after))
                {
                    // 'a/**' matches what is in a, not a itself; '**/a' and 'a/**/b' also match with nothing between.
                    (deepPattern, deepPath, starPattern) = (after, t, -1);
                    p = after;
                    if (p == pattern.Length) return t < path.Length;
                    continue;
                }
                while (p < pattern.Length && pattern[p] == '*') p++;
                (starPattern, starPath) = (p, t);
                continue;
            }
            if (p == pattern.Length && t == path.Length) return true;
            if (p < pattern.Length && t < path.Length && MatchesOne(pattern, ref p, path[t]))
            {
                t++;
                continue;
            }
            if (starPattern >= 0 && starPath < path.Length && path[starPath] != '/')
            {
                t = ++starPath;
                p = starPattern;
                continue;
            }
            if (deepPattern < 0) return false;
            var slash = path[deepPath..].IndexOf('/');
            if (slash < 0) return false;
            deepPath += slash + 1;
            (t, p, starPattern) = (deepPath, deepPattern, -1);
        }
    }

    // '**' is special only as a whole name: '**/', '/**/', '/**'.
    private static bool IsDeepStar(ReadOnlySpan<char> pattern, int at, out int after)
    {
        after = at + 2;
        if (at + 1 >= pattern.Length || pattern[at + 1] != '*' || (at > 0 && pattern[at - 1] != '/')) return false;
        if (after == pattern.Length) return true;
        if (pattern[after] != '/') return false;
        after++;
        return true;
    }

    private static bool MatchesOne(ReadOnlySpan<char> pattern, ref int p, char c)
    {
        switch (pattern[p])
        {
            case '?' when c != '/':
                p++;
                return true;
            case '?':
                return false;
            case '[' when MatchesSet(pattern, ref p, c) is { } matches:
                return matches;
            case '\\' when p + 1 < pattern.Length:
                if (pattern[p + 1] != c) return false;
                p += 2;
                return true;
            default:
                if (pattern[p] != c) return false;
                p++;
                return true;
        }
    }

    // Null when the bracket is never closed: then it is a plain character.
    private static bool? MatchesSet(ReadOnlySpan<char> pattern, ref int p, char c)
    {
        var i = p + 1;
        var negated = i < pattern.Length && pattern[i] is '!' or '^';
        if (negated) i++;
        var found = false;
        for (var first = true; i < pattern.Length && (first || pattern[i] != ']'); first = false)
        {
            if (pattern[i] == '\\' && i + 1 < pattern.Length) i++;
            var low = pattern[i++];
            var high = low;
            if (i + 1 < pattern.Length && pattern[i] == '-' && pattern[i + 1] != ']')
            {
                high = pattern[i + 1];
                i += 2;
            }
            found |= low <= c && c <= high;
        }
        if (i >= pattern.Length) return null;
        if (found == negated || c == '/') return false;
        p = i + 1;
        return true;
    }

    private static string TrimTrailingSpaces(string line)
    {
        var end = line.Length;
        while (end > 0 && line[end - 1] == ' ' && !(end > 1 && line[end - 2] == '\\')) end--;
        return line[..end];
    }
}
