using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>Tells the system what will be needed of files. Advice only, given on Linux: nothing depends on its being taken.</summary>
internal static unsafe partial class NativeAdvice
{
    private const int DontNeed = 4;
    private const uint Write = 2;

    /// <summary>Begins to bring part of a file to the disk without waiting for it, so that a later flush has less to do. The flush reports what failed.</summary>
    public static void StartWriting(SafeFileHandle file, long offset, long length)
    {
        if (OperatingSystem.IsLinux()) _ = SyncFileRange(file, offset, length, Write);
    }

    /// <summary>Takes the pages of a read-only mapping out of the process's memory; they come back when they are read again.</summary>
    public static void Release(byte* start, long length)
    {
        if (OperatingSystem.IsLinux()) _ = Advise(start, checked((nuint)length), DontNeed);
    }

    /// <summary>Whether the system has all of a part of a mapping in its memory, so that reading it costs no disk.</summary>
    /// <param name="start">The start of a page.</param>
    /// <param name="length">At most 1 MiB.</param>
    public static bool IsInMemory(byte* start, int length)
    {
        if (!OperatingSystem.IsLinux()) return false;
        var pages = stackalloc byte[256];
        var count = (length + Environment.SystemPageSize - 1) / Environment.SystemPageSize;
        if (count > 256 || InCore(start, (nuint)length, pages) != 0) return false;
        for (var page = 0; page < count; page++)
            if ((pages[page] & 1) == 0)
                return false;
        return true;
    }

    [LibraryImport("libc", EntryPoint = "mincore")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int InCore(byte* start, nuint length, byte* pages);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SyncFileRange(SafeFileHandle file, long offset, long length, uint flags);

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(byte* start, nuint length, int advice);
}
