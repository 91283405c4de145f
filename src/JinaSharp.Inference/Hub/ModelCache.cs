namespace JinaSharp.Inference.Hub;

/// <summary>Where models are in the cache: <c>OWNER--NAME/refs/REVISION</c> names a commit, <c>OWNER--NAME/snapshots/COMMIT</c> holds its files.</summary>
internal sealed class ModelCache(string folder, HubModelId model)
{
    private string Root { get; } = Path.Combine(Path.GetFullPath(folder), model.FolderName);

    public string LockFile => Path.Combine(Root, PullFolder.Prefix + "lock");

    public PullFolder Snapshot(string commit) => new(Path.Combine(Root, "snapshots", commit));

    /// <summary>The complete snapshot that a revision was last seen at; null where there is none.</summary>
    public (PullFolder Folder, PullManifest Manifest)? Find(string revision)
    {
        var commit = ReadLine(RefFile(revision)) ?? revision;
        // A reference is a file like any other: what it says must be a plain name.
        if (!commit.All(char.IsAsciiLetterOrDigit)) return null;
        var snapshot = Snapshot(commit);
        return snapshot.ReadManifest() is { } manifest && snapshot.IsComplete(manifest) ? (snapshot, manifest) : null;
    }

    public void SetCommit(string revision, string commit) => PullFolder.Replace(RefFile(revision), System.Text.Encoding.ASCII.GetBytes(commit));

    /// <summary>Copies a file from another snapshot that has the same content, so that a new commit costs only what changed.</summary>
    public bool TryCopy(HubFile file, PullFolder target)
    {
        var snapshots = Path.Combine(Root, "snapshots");
        if (!file.HasHash || !Directory.Exists(snapshots)) return false;
        foreach (var path in Directory.EnumerateDirectories(snapshots).Where(path => path != target.Path))
        {
            var other = new PullFolder(path);
            var entry = other.ReadManifest()?.Files.FirstOrDefault(entry => entry.Path == file.Path && entry.Identity == file.Identity);
            var source = new FileInfo(other.FileOf(file));
            if (entry is null || !source.Exists || source.Length != entry.Size || source.LastWriteTimeUtc.Ticks != entry.Written) continue;
            var destination = target.FileOf(file);
            Directory.CreateDirectory(Path.GetDirectoryName(destination)!);
            var temporary = target.PartOf(file);
            source.CopyTo(temporary, overwrite: true);
            File.Move(temporary, destination, overwrite: true);
            return true;
        }
        return false;
    }

    private string RefFile(string revision) => Path.Combine(Root, "refs", Uri.EscapeDataString(revision));

    private static string? ReadLine(string file)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault()?.Trim();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
