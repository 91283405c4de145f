using System.Diagnostics;
using JinaSharp.Benchmarks.Peers;
using JinaSharp.Inference.Models;
using JinaSharp.Inference.Runtime;

namespace JinaSharp.Benchmarks.Inference;

/// <summary>Whole encoders on random weights of the real shapes: fraction of the multiply-add peak, and the other engines on the same weights in turn with ours.</summary>
/// <remarks><c>encoder SHAPE [WORKLOADS|all] [THREADS] [PEERS: ort, llama, none]</c></remarks>
internal static class EncoderSpeed
{
    public static Task RunAsync(string[] args)
    {
        var shape = args.Length > 0 ? args[0] : "v2-small";
        string[] chosen = args.Length > 1 && args[1] != "all" ? args[1].Split(',') : [.. EncoderWorkload.All.Select(w => w.Name)];
        int[] threads = args.Length > 2 ? [.. args[2].Split(',').Select(int.Parse)] : [1, 2];
        var peers = args.Length > 3 ? args[3] : "ort";
        var folder = PeerModels.Folder(shape);
        TextModel.Open(folder).Dispose();
        var started = Stopwatch.GetTimestamp();
        using var model = TextModel.Open(folder);
        Console.WriteLine($"{shape}: warm load {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F0} ms, file {model.FileByteLength >> 20} MiB, packed {model.Encoder.PackedByteLength >> 20} MiB");
        using var ort = peers.Contains("ort", StringComparison.Ordinal) ? EncoderPeer.TryStart(PeerKind.OnnxRuntime, Console.Out) : null;
        using var llama = peers.Contains("llama", StringComparison.Ordinal) ? EncoderPeer.TryStart(PeerKind.LlamaCpp, Console.Out) : null;
        foreach (var size in threads)
        {
            using var team = new WorkerTeam(size);
            using var session = new EncoderSession(model.Encoder, team);
            List<(string Name, EncoderPeer Peer, int Id)> others = [];
            if (ort is not null) others.Add(("ONNX Runtime f32", ort, ort.Load(PeerModels.Onnx(shape), size)));
            if (llama is not null)
                foreach (var type in (string[])["F32", "F16", "Q8_0"]) others.Add(($"llama.cpp {type}", llama, llama.Load(PeerModels.Gguf(shape, type), size)));
            Run(shape, model, session, team, [.. EncoderWorkload.All.Where(w => chosen.Contains(w.Name))], others);
            foreach (var (_, peer, id) in others) peer.Close(id);
        }
        return Task.CompletedTask;
    }

    private static void Run(
        string shape, TextModel model, EncoderSession session, WorkerTeam team, EncoderWorkload[] workloads, List<(string Name, EncoderPeer Peer, int Id)> others)
    {
        Console.WriteLine($"{team.Size} thread(s), peak {FmaPeak.Measure(team):F0} GFLOP/s");
        List<double> fractions = [];
        var ratios = others.ToDictionary(o => o.Name, _ => new List<double>());
        foreach (var workload in workloads)
        {
            var batch = workload.Batch(Math.Min(20_000, model.Encoder.VocabularySize));
            var flops = workload.Flops(model.Encoder.Shape, shape == "v3" ? 2 : 3);
            var long_ = workload.LongestText > 2048;
            // Each turn takes about 0.15 s or one run, whichever is longer.
            var repeats = (int)Math.Clamp(0.15 * 200e9 * team.Size / flops, 1, 50);
            var rounds = long_ ? 3 : 5;
            session.Run(batch);
            List<double> ours = [], peaks = [];
            var ways = Ways(workload, others);
            for (var round = 0; round < rounds; round++)
            {
                Settle();
                peaks.Add(FmaPeak.Measure(team, 3));
                session.Run(batch);
                ours.Add(Median(repeats, () => session.Run(batch)));
                foreach (var way in ways)
                    way.Seconds.Add(way.Peer.Time(way.Id, workload.Lengths, long_ ? 1 : repeats, round == 0 && !long_ ? 1 : 0, way.Batch, way.Sort).MedianMs / 1e3);
            }
            var mine = Median(ours);
            fractions.Add(flops / mine / 1e9 / Median(peaks));
            Console.WriteLine($"  {workload.Name,-8} {workload.Tokens / mine,8:F0} tok/s {mine * 1e3,9:F2} ms  {fractions[^1]:F3} of peak");
            foreach (var way in ways)
            {
                var ratio = Median(way.Seconds) / mine;
                if (!way.Sort) ratios[way.Name].Add(ratio);
                Console.WriteLine($"           {workload.Tokens / Median(way.Seconds),8:F0} tok/s  {way.Name}{(way.Sort ? ", sorted in eights" : "")}: ratio {ratio:F2}");
            }
        }
        foreach (var (name, values) in ratios)
            Console.WriteLine($"  {name}: geometric mean {Math.Exp(values.Average(Math.Log)):F2}, least {values.Min():F2}");
    }

    private static List<Way> Ways(EncoderWorkload workload, List<(string Name, EncoderPeer Peer, int Id)> others)
    {
        List<Way> ways = [.. others.Select(o => new Way(o.Name, o.Peer, o.Id, null, false))];
        if (workload.Name.StartsWith("mixed", StringComparison.Ordinal))
            ways.AddRange(others.Where(o => o.Name.StartsWith("ONNX", StringComparison.Ordinal)).Select(o => new Way(o.Name, o.Peer, o.Id, 8, true)));
        return ways;
    }

    /// <summary>Another engine's threads spin for a while after their last run; that would be measured as ours.</summary>
    public static void Settle() => Thread.Sleep(200);

    /// <summary>The median time of one run, in seconds.</summary>
    public static double Median(int repeats, Action run)
    {
        var times = new List<double>(repeats);
        for (var i = 0; i < repeats; i++)
        {
            var started = Stopwatch.GetTimestamp();
            run();
            times.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        return Median(times);
    }

    public static double Median(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private sealed record Way(string Name, EncoderPeer Peer, int Id, int? Batch, bool Sort)
    {
        public List<double> Seconds { get; } = [];
    }
}
