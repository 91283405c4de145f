namespace JinaSharp.Pipelines.Ingestion;

/// <summary>What the file system says of a file, to notice that it changed.</summary>
internal readonly record struct FileState(long Length, long Modified)
{
    public static FileState Of(FileStream stream) => new(stream.Length, File.GetLastWriteTimeUtc(stream.SafeFileHandle).Ticks);

    public static FileState Of(string path)
    {
        var info = new FileInfo(path);
        return info.Exists ? new FileState(info.Length, info.LastWriteTimeUtc.Ticks) : default;
    }
}
