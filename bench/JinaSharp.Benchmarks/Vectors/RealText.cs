using JinaSharp.Pipelines;

namespace JinaSharp.Benchmarks.Vectors;

/// <summary>Chunks of text that people wrote, from what lies on the machine: documentation, interface descriptions, source code.</summary>
internal static class RealText
{
    private const int LargestFile = 2_000_000;
    private const int LeastLength = 100;

    private static readonly string[] DefaultFolders = ["/usr/share/doc", "/usr/share/dotnet", "/usr/include", "/usr/lib/python3", "/usr/lib/python3.11", Repository.Root];
    private static readonly HashSet<string> Extensions = new([".md", ".txt", ".rst", ".html", ".xml", ".cs", ".py", ".h", ".js", ""], StringComparer.Ordinal);

    /// <summary>Up to so many different chunks, cut as the indexer cuts, from files in an order that mixes the folders.</summary>
    public static List<string> Chunks(IReadOnlyList<string> folders, int count)
    {
        var files = (folders.Count > 0 ? folders : DefaultFolders).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden }))
            .Where(file => Extensions.Contains(Path.GetExtension(file)) && !file.Contains("/artifacts/", StringComparison.Ordinal) && new FileInfo(file).Length <= LargestFile)
            .OrderBy(file => TextHash(file)).ToArray();
        var chunker = new TextChunker();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var chunks = new List<string>();
        foreach (var file in files)
        {
            var text = File.ReadAllText(file);
            if (text.Contains('\0')) continue;
            foreach (var chunk in chunker.Chunk(text))
                if (chunk.Text.Length >= LeastLength && known.Add(chunk.Text))
                    chunks.Add(chunk.Text);
            if (chunks.Count >= count) break;
        }
        return chunks.Count > count ? chunks.GetRange(0, count) : chunks;
    }

    // The same order on every run.
    private static uint TextHash(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text) hash = (hash ^ c) * 16777619u;
        return hash ^ (hash >> 15);
    }
}
