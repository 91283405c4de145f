using System.Diagnostics;

namespace JinaSharp.Inference.Tests.Soak;

/// <summary>What the process holds, after a collection.</summary>
/// <param name="ManagedBytes">Bytes of living objects.</param>
/// <param name="WorkingSetBytes">Bytes resident.</param>
/// <param name="Handles">Open handles of any kind; the runtime opens some of its own at times.</param>
/// <param name="OpenFiles">The paths of open files, one for each handle; empty where the system does not tell.</param>
/// <param name="Threads">Threads.</param>
internal sealed record ProcessState(long ManagedBytes, long WorkingSetBytes, int Handles, IReadOnlyList<string> OpenFiles, int Threads)
{
    public static ProcessState Measure()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        using var process = Process.GetCurrentProcess();
        string[] links = OperatingSystem.IsLinux() ? Directory.GetFileSystemEntries("/proc/self/fd") : [];
        var handles = OperatingSystem.IsLinux() ? links.Length : process.HandleCount;
        return new ProcessState(GC.GetTotalMemory(forceFullCollection: true), process.WorkingSet64, handles, [.. links.Select(Target).OfType<string>()], process.Threads.Count);
    }

    // A handle may be closed by the time it is looked at: the one of the listing itself always is.
    private static string? Target(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public override string ToString() => $"{ManagedBytes / 1e6:0.0} MB managed, {WorkingSetBytes / 1e6:0} MB resident, {Handles} handles, {Threads} threads";
}
