using System.Runtime.InteropServices;

namespace JinaSharp.Inference.Weights;

/// <summary>Asks the system to back memory with large pages: weights that stream by then need one address translation for 2 MiB instead of 512.</summary>
/// <remarks>Advice only, given on Linux: nothing depends on its being taken.</remarks>
internal static unsafe partial class HugePages
{
    /// <summary>The size of a large page, and the alignment that memory needs to be made of them.</summary>
    public const int Size = 2 << 20;

    private const int UseHugePages = 14;

    /// <summary>To be called before the memory is touched for the first time.</summary>
    public static void Advise(void* start, nuint length)
    {
        if (OperatingSystem.IsLinux()) _ = AdviseMemory(start, length, UseHugePages);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int AdviseMemory(void* start, nuint length, int advice);
}
