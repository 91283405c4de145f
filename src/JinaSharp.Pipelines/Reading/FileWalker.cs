using System.IO.Enumeration;

namespace JinaSharp.Pipelines.Reading;

/// <summary>Finds the files under a path, folder by folder, without holding the tree in memory.</summary>
internal sealed class FileWalker
{
    private readonly WalkOptions _options;
    private readonly Action<string, string> _onProblem;
    private readonly List<GlobPattern> _include;
    private readonly List<GlobPattern> _exclude;

    /// <param name="options">Which files to find.</param>
    /// <param name="onProblem">Told the path and the reason when something cannot be read.</param>
    public FileWalker(WalkOptions options, Action<string, string> onProblem)
    {
        _options = options;
        _onProblem = onProblem;
        _include = [.. options.Include.Select(GlobPattern.ParseLine).OfType<GlobPattern>()];
        _exclude = [.. options.Exclude.Select(GlobPattern.ParseLine).OfType<GlobPattern>()];
    }

    /// <summary>The files under a folder, or the one file.</summary>
    /// <param name="root">An absolute path that exists. What is named is found, whatever the rules say of it.</param>
    public IEnumerable<WalkedFile> Walk(string root)
    {
        if (!Directory.Exists(root))
        {
            var info = new FileInfo(root);
            yield return new WalkedFile(Normalize(root), info.Length, info.LastWriteTimeUtc.Ticks);
            yield break;
        }
        root = Normalize(Path.TrimEndingDirectorySeparator(root));
        var visited = _options.FollowLinks ? new HashSet<string>(StringComparer.Ordinal) { RealPath(root) } : null;
        var folders = new Stack<(string Path, IgnoreRules? Rules)>();
        folders.Push((root, _options.UseGitIgnore ? IgnoreRules.LoadAbove(root) : null));
        while (folders.TryPop(out var folder))
        {
            var rules = _options.UseGitIgnore ? IgnoreRules.Load(folder.Path, Path.Combine(folder.Path, ".gitignore"), folder.Rules) : null;
            foreach (var entry in Enumerate(folder.Path))
            {
                var path = folder.Path == "/" ? "/" + entry.Name : $"{folder.Path}/{entry.Name}";
                if (IsLeftOut(root, path, entry, rules)) continue;
                if (!entry.IsDirectory)
                {
                    if (entry.IsLink && RealFile(path, visited) is { } linked) yield return linked;
                    else if (!entry.IsLink) yield return new WalkedFile(path, entry.Length, entry.Modified);
                }
                else if (_options.Recursive && (!entry.IsLink || (visited is not null && visited.Add(RealPath(path)))))
                {
                    folders.Push((path, rules));
                }
            }
        }
    }

    private bool IsLeftOut(string root, string path, Entry entry, IgnoreRules? rules)
    {
        if (entry.IsLink && !_options.FollowLinks) return true;
        if (entry.Name[0] == '.' && (!_options.IncludeHidden || entry.Name is ".git")) return true;
        if (entry.IsDirectory && _options.NeverEnter.Contains(path, StringComparer.Ordinal)) return true;
        if (rules?.IsIgnored(path, entry.IsDirectory) == true) return true;
        var relative = path.AsSpan(root == "/" ? 1 : root.Length + 1);
        foreach (var pattern in _exclude)
            if (pattern.IsMatch(relative, entry.IsDirectory))
                return true;
        if (entry.IsDirectory || _include.Count == 0) return false;
        foreach (var pattern in _include)
            if (pattern.IsMatch(relative, isDirectory: false))
                return false;
        return true;
    }

    private IEnumerable<Entry> Enumerate(string folder)
    {
        IEnumerator<Entry> entries;
        try
        {
            entries = new FileSystemEnumerable<Entry>(folder, Entry.From, EnumerationChoices).GetEnumerator();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _onProblem(folder, exception.Message);
            yield break;
        }
        using (entries)
        {
            while (true)
            {
                Entry entry;
                try
                {
                    if (!entries.MoveNext()) yield break;
                    entry = entries.Current;
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    _onProblem(folder, exception.Message);
                    yield break;
                }
                yield return entry;
            }
        }
    }

    private static WalkedFile? RealFile(string path, HashSet<string>? visited)
    {
        if (visited is null || !visited.Add(RealPath(path))) return null;
        try
        {
            var target = new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
            return target is { Exists: true } ? new WalkedFile(path, target.Length, target.LastWriteTimeUtc.Ticks) : null;
        }
        catch (IOException)
        {
            // A link that leads to itself leads nowhere.
            return null;
        }
    }

    // The path with every link on the way resolved, so that two ways to one place are known for one.
    private static string RealPath(string path)
    {
        try
        {
            var real = Path.GetPathRoot(path) ?? "/";
            foreach (var name in path[real.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                var next = Path.Combine(real, name);
                real = Directory.ResolveLinkTarget(next, returnFinalTarget: true)?.FullName ?? next;
            }
            return real;
        }
        catch (IOException)
        {
            // A ring of links has no end: its own name tells it apart well enough.
            return path;
        }
    }

    private static string Normalize(string path) => Path.DirectorySeparatorChar == '/' ? path : path.Replace('\\', '/');

    private static EnumerationOptions EnumerationChoices { get; } =
        new() { AttributesToSkip = 0, IgnoreInaccessible = false, ReturnSpecialDirectories = false };

    private readonly record struct Entry(string Name, bool IsDirectory, bool IsLink, long Length, long Modified)
    {
        public static Entry From(ref FileSystemEntry entry) => new(
            entry.FileName.ToString(),
            entry.IsDirectory,
            (entry.Attributes & FileAttributes.ReparsePoint) != 0,
            entry.IsDirectory ? 0 : entry.Length,
            entry.LastWriteTimeUtc.UtcTicks);
    }
}
