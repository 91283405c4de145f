using JinaSharp.Benchmarks.Peers;
using JinaSharp.Inference.Kernels;
using JinaSharp.Inference.Runtime;

namespace JinaSharp.Benchmarks.Inference;

/// <summary>Matrix products of 20 encoder shapes: fraction of the multiply-add peak, and ONNX Runtime's MatMul in turn with ours.</summary>
internal static class MatMulSpeed
{
    private const int Rounds = 5;

    private static readonly (int M, int N, int K)[] Shapes =
    [
        (16, 2048, 512), (16, 768, 3072), (128, 512, 512), (128, 2048, 512), (128, 512, 2048), (128, 768, 768), (128, 3072, 768), (128, 768, 3072), (128, 1024, 4096), (512, 384, 384),
        (512, 512, 512), (512, 2048, 512), (512, 768, 3072), (512, 4096, 1024), (2048, 768, 768), (2048, 3072, 768), (2048, 768, 3072), (4096, 2048, 512), (4096, 3072, 768), (4096, 4096, 1024),
    ];

    public static Task RunAsync(string[] args)
    {
        int[] threads = args.Length > 0 ? [.. args[0].Split(',').Select(int.Parse)] : [1, 2];
        using var peer = EncoderPeer.TryStart(PeerKind.OnnxRuntime, Console.Out);
        Console.WriteLine($"{MatMul.InstructionSet}; peer: {peer?.Name ?? "none"}");
        foreach (var size in threads) Run(size, peer);
        return Task.CompletedTask;
    }

    private static void Run(int size, EncoderPeer? peer)
    {
        using var team = new WorkerTeam(size);
        List<double> fractions = [], ratios = [];
        var peak = FmaPeak.Measure(team);
        Console.WriteLine($"{size} thread(s), peak {peak:F0} GFLOP/s");
        foreach (var (m, n, k) in Shapes)
        {
            using var work = new MatMulWork(m, n, k, team);
            var id = peer?.LoadMatMul(n, k, size);
            List<double> ours = [], theirs = [];
            var repeats = (int)Math.Clamp(0.03 * peak * 1e9 / work.Flops, 1, 200);
            for (var round = 0; round < Rounds; round++)
            {
                EncoderSpeed.Settle();
                peak = Math.Max(peak, FmaPeak.Measure(team, 1));
                work.Run();
                ours.Add(EncoderSpeed.Median(repeats, work.Run));
                if (peer is not null) theirs.Add(peer.TimeMatMul(id!.Value, m, repeats, round == 0 ? 2 : 1).MedianMs / 1e3);
            }
            if (id is { } loaded) peer!.Close(loaded);
            var (mine, other) = (EncoderSpeed.Median(ours), theirs.Count > 0 ? EncoderSpeed.Median(theirs) : double.NaN);
            fractions.Add(work.Flops / mine / 1e9 / peak);
            ratios.Add(other / mine);
            Console.WriteLine($"  {m,4} x {n,4} x {k,4} {work.Flops / mine / 1e9,6:F0} GFLOP/s {fractions[^1]:F3} of peak   peer {work.Flops / other / 1e9,6:F0}   ratio {ratios[^1]:F2}");
        }
        Console.WriteLine($"  peak after {FmaPeak.Measure(team):F0}; median {EncoderSpeed.Median(fractions):F3} of peak, least {fractions.Min():F3}; geometric mean to the peer {Math.Exp(ratios.Average(Math.Log)):F3}, least {ratios.Min():F2}");
    }
}
