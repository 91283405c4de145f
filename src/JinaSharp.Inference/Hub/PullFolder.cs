using System.Text.Json;

namespace JinaSharp.Inference.Hub;

/// <summary>A folder that a model is downloaded into: its files, unfinished ones, the manifest, the lock.</summary>
internal sealed class PullFolder(string path)
{
    /// <summary>Names of our own files begin with this.</summary>
    public const string Prefix = ".jinasharp-";

    /// <summary>Unfinished files end with this.</summary>
    public const string PartSuffix = ".part";

    public const string ManifestName = Prefix + "pull.json";
    private const string LockName = Prefix + "lock";
    private const int BufferSize = 128 * 1024;

    public string Path { get; } = path;

    public string LockFile => System.IO.Path.Combine(Path, LockName);

    private string ManifestFile => System.IO.Path.Combine(Path, ManifestName);

    public string FileOf(HubFile file) => HubPath.Combine(Path, file.Path);

    /// <summary>Where a file is while it is unfinished: its own name for each content, so that two are never mixed.</summary>
    public string PartOf(HubFile file) =>
        $"{FileOf(file)}.{(file.Identity is { } identity ? Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(identity)))[..12] : "0")}{PartSuffix}";

    /// <summary>What the folder was filled with; null where that is not known.</summary>
    public PullManifest? ReadManifest()
    {
        try
        {
            using var stream = File.OpenRead(ManifestFile);
            return JsonSerializer.Deserialize(stream, HubJsonContext.Default.PullManifest);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    public void WriteManifest(PullManifest manifest) => Replace(ManifestFile, JsonSerializer.SerializeToUtf8Bytes(manifest, HubJsonContext.Default.PullManifest));

    /// <summary>Whether every file of the manifest is here with its size.</summary>
    public bool IsComplete(PullManifest manifest) => manifest.Files.All(file =>
        HubPath.Problem(file.Path) is null && new FileInfo(HubPath.Combine(Path, file.Path)) is { Exists: true } info && info.Length == file.Size);

    /// <summary>Whether a file is here with the right content.</summary>
    public async Task<bool> HasAsync(HubFile file, PullManifest? manifest, CancellationToken cancellationToken)
    {
        var info = new FileInfo(FileOf(file));
        if (!info.Exists || (file.Size is { } size && info.Length != size)) return false;
        var entry = manifest?.Files.FirstOrDefault(entry => entry.Path == file.Path);
        if (entry is not null && entry.Identity is not null && entry.Identity == file.Identity && entry.Size == info.Length && entry.Written == info.LastWriteTimeUtc.Ticks) return true;
        return file.HasHash && await MatchesAsync(info.FullName, file, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a file's content has the hash that the hub published.</summary>
    public static async Task<bool> MatchesAsync(string path, HubFile file, CancellationToken cancellationToken)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        using var hash = new ContentHash(file, stream.Length);
        var buffer = new byte[BufferSize];
        for (int count; (count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;) hash.Append(buffer.AsSpan(0, count));
        return hash.Matches();
    }

    /// <summary>Removes what is left of unfinished downloads of a file.</summary>
    public void RemoveParts(HubFile file)
    {
        var target = FileOf(file);
        var folder = System.IO.Path.GetDirectoryName(target)!;
        if (!Directory.Exists(folder)) return;
        foreach (var part in Directory.EnumerateFiles(folder, $"{System.IO.Path.GetFileName(target)}.*{PartSuffix}")) File.Delete(part);
    }

    /// <summary>Writes a small file so that readers see the old or the new one, never a half.</summary>
    public static void Replace(string file, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        var temporary = $"{file}.{Environment.ProcessId}{PartSuffix}";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, file, overwrite: true);
    }
}
