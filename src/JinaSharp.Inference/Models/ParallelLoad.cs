using System.Runtime.ExceptionServices;

namespace JinaSharp.Inference.Models;

/// <summary>Loads layers side by side; the error of one comes out as itself.</summary>
internal static class ParallelLoad
{
    public static void For(int count, Action<int> load)
    {
        try
        {
            Parallel.For(0, count, load);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions.OrderBy(inner => inner is ModelFormatException ? 0 : 1).First());
        }
    }
}
