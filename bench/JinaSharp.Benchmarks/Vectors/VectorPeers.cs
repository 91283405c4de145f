using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using JinaSharp.Benchmarks.Peers;

namespace JinaSharp.Benchmarks.Vectors;

/// <summary>Runs the drivers of <c>bench/peers/vectors</c>. What is not installed is named and left out.</summary>
internal static class VectorPeers
{
    private static string Python => File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    private static string Folder => Path.Combine(PeerPaths.Repository, "bench", "peers", "vectors");

    /// <summary>The median of numpy's exact search, one thread.</summary>
    public static TimeSpan? Numpy(VectorFiles data, int repeats)
    {
        var line = Run(Python, [Path.Combine(Folder, "scan.py"), data.Folder, data.Dimensions.ToString(), repeats.ToString()]).LastOrDefault();
        if (line is null) return null;
        var parts = line.Split(' ');
        var time = TimeSpan.FromMilliseconds(double.Parse(parts[1], CultureInfo.InvariantCulture));
        Console.WriteLine($"numpy {parts[0]}, B @ q and argpartition: {time.TotalMilliseconds:F2} ms");
        return time;
    }

    /// <summary>Numpy's choice of vectors that stand for all, with the matrix of all similarities: the time and the chosen rows.</summary>
    public static (TimeSpan Time, int[] Chosen)? NumpyCover(VectorFiles data, int count)
    {
        var line = Run(Python, [Path.Combine(Folder, "cover.py"), data.Folder, data.Dimensions.ToString(), count.ToString()], threads: Environment.ProcessorCount).LastOrDefault();
        if (line is null) return null;
        var parts = line.Split(' ');
        return (TimeSpan.FromMilliseconds(double.Parse(parts[1], CultureInfo.InvariantCulture)), [.. parts[2..].Select(int.Parse)]);
    }

    /// <summary>Queries a second of a graph index at the first setting with recall of at least 0.95.</summary>
    public static double? Graph(string engine, VectorFiles data)
    {
        foreach (var line in Run("node", [Path.Combine(Folder, "graph.cjs"), engine, data.Folder, data.Dimensions.ToString()]))
        {
            var answer = JsonNode.Parse(line)!;
            var (recall, speed) = (answer["recall"]!.GetValue<double>(), answer["queriesPerSecond"]!.GetValue<double>());
            Console.WriteLine($"{engine}, width {answer["width"]}: {speed:F0} queries/s at recall {recall:F4}, built in {answer["buildSeconds"]!.GetValue<double>():F1} s");
            if (recall >= 0.95) return speed;
        }
        return null;
    }

    private static List<string> Run(string program, string[] arguments, int threads = 1)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["OPENBLAS_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
            if (Environment.GetEnvironmentVariable("JINASHARP_BENCH_NODE_PATH") is { } modules) start.Environment["NODE_PATH"] = modules;
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var lines = new List<string>();
            while (process.StandardOutput.ReadLine() is { } line) lines.Add(line);
            process.WaitForExit();
            if (process.ExitCode == 0) return lines;
            Console.WriteLine($"peer not available: {arguments[0]}: {errors.GetAwaiter().GetResult().Split('\n').LastOrDefault(line => line.Trim().Length > 0)} See bench/peers/vectors/README.md.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.WriteLine($"peer not available: '{program}' is not on PATH. See bench/peers/vectors/README.md.");
        }
        return [];
    }
}
