using System.Text;
using Microsoft.Win32.SafeHandles;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>The names of a collection's files, and writing them so that a crash leaves the old or the new, never a mixture.</summary>
internal sealed class CollectionFolder(string path)
{
    public string Path { get; } = path;

    public string Definition => File("collection.json");

    public string Lock => File("LOCK");

    public string Manifest => File("manifest.bin");

    public string Log(long number) => File($"log-{number:D10}.jlog");

    public string Segment(long number) => File($"segment-{number:D10}.jseg");

    private string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The folder's name for a collection: safe characters as they are, others as %XX of their UTF-8 bytes.</summary>
    public static string NameOf(string collection)
    {
        var name = new StringBuilder();
        foreach (var value in Encoding.UTF8.GetBytes(collection))
        {
            var character = (char)value;
            if (char.IsAsciiLetterOrDigit(character) || character is '_' or '-' || (character == '.' && name.Length > 0)) name.Append(character);
            else name.Append('%').Append(value.ToString("X2"));
        }
        return name.ToString();
    }

    /// <summary>The collection of a folder's name; null when the folder isn't one.</summary>
    public static string? CollectionOf(string folder)
    {
        if (folder.Length == 0 || folder[0] == '.') return null;
        var name = Uri.UnescapeDataString(folder);
        return NameOf(name) == folder ? name : null;
    }

    /// <summary>Writes a file whole: aside, to the disk, then in its place.</summary>
    public static void WriteWhole(string file, ReadOnlySpan<byte> bytes)
    {
        var aside = file + ".new";
        using (var handle = System.IO.File.OpenHandle(aside, FileMode.Create, FileAccess.Write))
        {
            DiskFile.Write(handle, bytes, 0);
            RandomAccess.FlushToDisk(handle);
        }
        System.IO.File.Move(aside, file, overwrite: true);
        FlushFolder(System.IO.Path.GetDirectoryName(file)!);
    }

    /// <summary>Deletes a file that is not needed any more. Where a reader holds it (on Windows), the next writer will.</summary>
    public static void TryDelete(string file)
    {
        try
        {
            System.IO.File.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A leftover; the manifest does not name it.
        }
    }

    /// <summary>Makes names in a folder durable, where the system needs it said.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        using var handle = NativeFolder.Open(folder);
        if (handle is not null) NativeFolder.Flush(handle);
    }

    /// <summary>Opens a file to read while others may write or remove it.</summary>
    public static SafeFileHandle OpenShared(string file) => System.IO.File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
}
