using System.Diagnostics;
using JinaSharp.Inference.Models;
using JinaSharp.Inference.Runtime;
using JinaSharp.Testing.Models;

namespace JinaSharp.Benchmarks.Inference;

/// <summary>Whole encoders on random weights of the real shapes: tokens a second and fraction of the multiply-add peak.</summary>
internal static class EncoderSpeed
{
    public static Task RunAsync(string[] args)
    {
        var name = args.Length > 0 ? args[0] : "small";
        string[] chosen = args.Length > 1 ? args[1].Split(',') : [.. EncoderWorkload.All.Select(w => w.Name)];
        int[] threads = args.Length > 2 ? [.. args[2].Split(',').Select(int.Parse)] : [1, 2];
        var folder = Folder(name);
        var started = Stopwatch.GetTimestamp();
        using var model = TextModel.Open(folder);
        Console.WriteLine($"{name}: loaded in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F0} ms, {model.Encoder.PackedByteLength >> 20} MiB packed");
        foreach (var size in threads)
        {
            using var team = new WorkerTeam(size);
            using var session = new EncoderSession(model.Encoder, team);
            var peak = FmaPeak.Measure(team);
            Console.WriteLine($"{size} thread(s), peak {peak:F0} GFLOP/s");
            foreach (var workload in EncoderWorkload.All.Where(w => chosen.Contains(w.Name)))
            {
                var batch = workload.Batch(model.Encoder.VocabularySize);
                var seconds = Time(() => session.Run(batch));
                var flops = workload.Flops(model.Encoder.Shape, name == "v3" ? 2 : 3);
                Console.WriteLine($"  {workload.Name,-8} {workload.Tokens / seconds,8:F0} tok/s  {seconds * 1e3,8:F2} ms  {flops / seconds / 1e9 / peak:F3} of peak");
            }
        }
        return Task.CompletedTask;
    }

    /// <summary>A folder with random weights, written on first use.</summary>
    public static string Folder(string name)
    {
        var folder = Path.Combine(Path.GetTempPath(), "jinasharp-bench", name);
        if (File.Exists(Path.Combine(folder, "model.safetensors"))) return folder;
        switch (name)
        {
            case "small": SyntheticModel.WriteJinaBert(folder, SyntheticModel.JinaBertSizes.Small); break;
            case "base": SyntheticModel.WriteJinaBert(folder, SyntheticModel.JinaBertSizes.Base); break;
            case "v3": SyntheticModel.WriteXlmRoberta(folder, SyntheticModel.XlmRobertaSizes.V3); break;
            default: throw new ArgumentException($"'{name}' is not small, base or v3.");
        }
        return folder;
    }

    /// <summary>The median of at least five runs and half a second.</summary>
    public static double Time(Action run)
    {
        run();
        var times = new List<double>();
        while (times.Count < 5 || (times.Sum() < 0.5 && times.Count < 2000))
        {
            var started = Stopwatch.GetTimestamp();
            run();
            times.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        times.Sort();
        return times[times.Count / 2];
    }
}
