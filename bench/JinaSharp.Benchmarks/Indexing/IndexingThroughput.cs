using System.Diagnostics;
using System.Globalization;
using System.Text;
using JinaSharp.Pipelines;
using JinaSharp.Stores;

namespace JinaSharp.Benchmarks.Indexing;

/// <summary>
/// Indexes generated prose with the lexical embedder into a durable embedded store, each size in a process of its own, and prints the rate, its share of what
/// embedding alone reaches on all processors, and the peak of memory: resident with the store's mapped files, which the system takes back when it needs room,
/// and private. <c>indexing [MB...]</c>; 100 and 1000 by default.
/// </summary>
internal static class IndexingThroughput
{
    private const int FileBytes = 2_000_000;

    public static async Task RunAsync(string[] args)
    {
        var sizes = args.Length > 0 ? args.Select(arg => int.Parse(arg, CultureInfo.InvariantCulture)).ToArray() : [100, 1000];
        var folder = Directory.CreateTempSubdirectory("jina-bench-indexing-").FullName;
        try
        {
            var limit = EmbeddingLimit();
            Console.WriteLine($"embedding alone, all processors: {limit:F1} MB/s");
            Console.WriteLine($"{"MB",6} {"seconds",8} {"MB/s",7} {"of limit",9} {"chunks",9} {"chunks/s",9} {"peak RSS MB",12} {"private MB",11} {"unchanged run s",16}");
            foreach (var size in sizes)
            {
                var files = Directory.CreateDirectory(Path.Combine(folder, $"files-{size}")).FullName;
                for (var file = 0; file < size * 1_000_000L / FileBytes; file++) Write(Path.Combine(files, $"{file:0000}.txt"), file);
                var first = await ChildAsync(files, Path.Combine(folder, $"store-{size}"));
                var again = await ChildAsync(files, Path.Combine(folder, $"store-{size}"));
                var rate = first.Bytes / 1e6 / first.Seconds;
                Console.WriteLine(
                    $"{first.Bytes / 1e6,6:F0} {first.Seconds,8:F2} {rate,7:F1} {rate / limit,9:P0} {first.Chunks,9} {first.Chunks / first.Seconds,9:F0} {first.PeakBytes / 1e6,12:F0} {first.PrivateBytes / 1e6,11:F0} {again.Seconds,16:F2}");
                Directory.Delete(files, recursive: true);
                Directory.Delete(Path.Combine(folder, $"store-{size}"), recursive: true);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The child process: indexes a folder and prints what it took.</summary>
    public static async Task RunChildAsync(string[] args)
    {
        var started = Stopwatch.GetTimestamp();
        long peak = 0;
        using var sampler = new Timer(_ => peak = Math.Max(peak, PrivateBytes()), null, 0, 50);
        IndexingProgress progress;
        await using (var store = new EmbeddedStore(args[1]))
        {
            using var generator = new LexicalEmbeddingGenerator();
            progress = await new FileIndexer(store, new JinaEmbeddingFunction(generator)).IndexAsync([args[0]]);
        }
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"child {seconds} {progress.BytesRead} {progress.Chunks} {self.PeakWorkingSet64} {peak}"));
    }

    // Resident pages that no file backs.
    private static long PrivateBytes()
    {
        if (!OperatingSystem.IsLinux()) return 0;
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(8).Trim().TrimEnd("kB ").Trim(), CultureInfo.InvariantCulture) * 1024;
    }

    private static async Task<(double Seconds, long Bytes, long Chunks, long PeakBytes, long PrivateBytes)> ChildAsync(string files, string store)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "jina-bench.dll"), "indexing-child", files, store]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var line = output.Split('\n').LastOrDefault(line => line.StartsWith("child ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"The child ended with {process.ExitCode}: {output}");
        var numbers = line.Split(' ')[1..];
        return (double.Parse(numbers[0], CultureInfo.InvariantCulture), Number(1), Number(2), Number(3), Number(4));

        long Number(int index) => long.Parse(numbers[index], CultureInfo.InvariantCulture);
    }

    // What no indexer with this embedder can exceed: the vectors alone, the texts already cut and in memory.
    private static double EmbeddingLimit()
    {
        var text = new StringBuilder();
        Prose.Append(text, 12_000_000, seed: 7);
        var chunks = new TextChunker().Chunk(text.ToString()).Select(chunk => chunk.Text).ToArray();
        using var generator = new LexicalEmbeddingGenerator();
        var time = Measurement.Median(3, () => Parallel.ForEach(chunks.Chunk(64), batch => generator.GenerateAsync(batch).GetAwaiter().GetResult()));
        return text.Length / 1e6 / time.TotalSeconds;
    }

    private static void Write(string path, int seed)
    {
        var text = new StringBuilder(FileBytes + 100);
        Prose.Append(text, FileBytes, seed);
        // On the disk before the measurement: the system would else write it down while the store asks for its own data to be.
        using (var file = File.Create(path))
        {
            file.Write(Encoding.UTF8.GetBytes(text.ToString()));
            file.Flush(flushToDisk: true);
        }
        // Files of this very second would be read again by the second run.
        File.SetLastWriteTimeUtc(path, new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc));
    }
}
