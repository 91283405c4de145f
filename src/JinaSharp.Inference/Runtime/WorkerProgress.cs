using System.Runtime.InteropServices;

namespace JinaSharp.Inference.Runtime;

/// <summary>What one worker did in a run; on cache lines of its own.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
internal struct WorkerProgress
{
    /// <summary>The run that the rest is about.</summary>
    public int Run;

    /// <summary>When its last item was done.</summary>
    public long Finished;

    /// <summary>The time that its longest item took.</summary>
    public long LongestItem;

    public void Add(int run, long started, long finished)
    {
        LongestItem = Math.Max(run == Run ? LongestItem : 0, finished - started);
        Finished = finished;
        Run = run;
    }
}
