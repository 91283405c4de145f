using System.Buffers;
using System.Text;

namespace JinaSharp.Inference.Hub;

/// <summary>Paths that a hub names: hostile until they are known to stay under their folder, on every system.</summary>
internal static class HubPath
{
    private const int MaxLength = 1024;
    private const int MaxPartBytes = 200;
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("\\:*?\"<>|");

    private static readonly string[] Devices =
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).Select(i => $"COM{i}"), .. Enumerable.Range(0, 10).Select(i => $"LPT{i}")];

    /// <summary>Why a path is refused; null for a harmless one.</summary>
    public static string? Problem(string path)
    {
        if (path.Length is 0 or > MaxLength) return "it is empty or too long";
        foreach (var part in path.Split('/'))
        {
            if (part is "" or "." or "..") return "it leaves its folder";
            if (part.Any(char.IsControl) || part.AsSpan().ContainsAny(Forbidden) || Encoding.UTF8.GetByteCount(part) > MaxPartBytes) return "it has characters that file names cannot have";
            if (part[^1] is '.' or ' ' || Devices.Contains(part.Split('.')[0].TrimEnd(), StringComparer.OrdinalIgnoreCase)) return "not every system can store that name";
            if (part.StartsWith(PullFolder.Prefix, StringComparison.OrdinalIgnoreCase) || part.EndsWith(PullFolder.PartSuffix, StringComparison.OrdinalIgnoreCase)) return "that name is kept for downloads";
        }
        return null;
    }

    /// <summary>The file for a path under a folder.</summary>
    public static string Combine(string folder, string path)
    {
        var full = Path.GetFullPath(Path.Combine(folder, path.Replace('/', Path.DirectorySeparatorChar)));
        var root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        return full.StartsWith(root, StringComparison.Ordinal) ? full : throw new InvalidOperationException($"'{path}' leaves '{folder}'.");
    }
}
