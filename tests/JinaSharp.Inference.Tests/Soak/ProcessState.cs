using System.Diagnostics;

namespace JinaSharp.Inference.Tests.Soak;

/// <summary>What the process holds, after a collection.</summary>
internal sealed record ProcessState(long ManagedBytes, long WorkingSetBytes, int Handles, int Threads)
{
    public static ProcessState Measure()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        using var process = Process.GetCurrentProcess();
        var handles = OperatingSystem.IsLinux() ? Directory.GetFileSystemEntries("/proc/self/fd").Length : process.HandleCount;
        return new ProcessState(GC.GetTotalMemory(forceFullCollection: true), process.WorkingSet64, handles, process.Threads.Count);
    }

    public override string ToString() => $"{ManagedBytes / 1e6:0.0} MB managed, {WorkingSetBytes / 1e6:0} MB resident, {Handles} handles, {Threads} threads";
}
