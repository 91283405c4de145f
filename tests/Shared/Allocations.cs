namespace JinaSharp.TestSupport;

/// <summary>Measures what code allocates on the calling thread.</summary>
internal static class Allocations
{
    /// <summary>The least number of bytes that a round allocates.</summary>
    /// <remarks>
    /// What the code itself allocates, it allocates in every round. A garbage collection that other tests cause meanwhile charges this thread once with
    /// the unused rest of its allocation buffer (up to 8 KiB), which is not the code's.
    /// </remarks>
    public static long LeastOf(Action round, int rounds = 5)
    {
        var least = long.MaxValue;
        for (var i = 0; i < rounds; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            round();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
