using System.Diagnostics;
using System.Runtime.InteropServices;

namespace JinaSharp.Benchmarks;

/// <summary>Medians of repeated runs, and the machine that they were taken on.</summary>
internal static class Measurement
{
    /// <summary>The median of the times of several runs, after one run to warm up.</summary>
    public static TimeSpan Median(int runs, Action action)
    {
        action();
        var times = new TimeSpan[runs];
        for (var i = 0; i < runs; i++)
        {
            var started = Stopwatch.GetTimestamp();
            action();
            times[i] = Stopwatch.GetElapsedTime(started);
        }
        Array.Sort(times);
        return times[runs / 2];
    }

    /// <summary>Runtime, processor count and system in one line.</summary>
    public static string DescribeMachine() =>
        $"{RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}";
}
