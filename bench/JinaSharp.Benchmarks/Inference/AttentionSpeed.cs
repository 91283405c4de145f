using System.Globalization;
using JinaSharp.Inference.Kernels;
using JinaSharp.Inference.Runtime;
using JinaSharp.Inference.Weights;

namespace JinaSharp.Benchmarks.Inference;

/// <summary>Attention of one head of 64 dimensions on one thread: what every ALiBi slope saves, and what is lost to the peak without one.</summary>
/// <remarks><c>attention [LENGTHS] [LARGEST SCORE OF TWO AVERAGE TOKENS]</c></remarks>
internal static class AttentionSpeed
{
    private const int HeadSize = 64;

    public static Task RunAsync(string[] args)
    {
        using var team = new WorkerTeam(1);
        int[] lengths = args.Length > 0 ? [.. args[0].Split(',').Select(int.Parse)] : [64, 128, 256, 512, 2048, 8192];
        var score = args.Length > 1 ? float.Parse(args[1], CultureInfo.InvariantCulture) : 1.6f;
        foreach (var length in lengths) Run(team, length, score);
        return Task.CompletedTask;
    }

    private static void Run(WorkerTeam team, int length, float score)
    {
        var layout = new HeadLayout(1, HeadSize);
        using var heads = new NativeBuffer<float>(3L * length * HeadSize);
        using var context = new NativeBuffer<float>((long)length * HeadSize);
        using var scratch = new NativeBuffer<float>(Attention.ScratchLength(layout, length));
        var random = new Random(1);
        // Score of a pair: below |q| |k| / 8.
        var size = Math.Sqrt(8 * score / HeadSize * 3);
        for (var i = 0; i < heads.Length; i++) heads.Span[i] = (float)((random.NextDouble() * 2 - 1) * size);
        var flops = 4.0 * length * length * HeadSize;
        var repeats = (int)Math.Clamp(2e9 / flops, 1, 1000);
        var line = $"{length,5} tokens:";
        foreach (var slope in (float[])[0, .. Alibi.Slopes(8)])
        {
            List<double> fractions = [];
            for (var round = 0; round < 5; round++)
            {
                var peak = FmaPeak.Measure(team, 2);
                var seconds = EncoderSpeed.Median(3, () =>
                {
                    for (var i = 0; i < repeats; i++)
                        for (var start = 0; start < length; start += 1024)
                            Attention.Run(layout, heads.Span, length, 0, length, 0, start, Math.Min(1024, length - start), slope, context.Span, layout.PaddedWidth, scratch.Span);
                }) / repeats;
                fractions.Add(flops / seconds / 1e9 / peak);
            }
            line += slope == 0 ? $"  no slope {EncoderSpeed.Median(fractions):F3} of peak, 1/2 to 1/256:" : $" {EncoderSpeed.Median(fractions):F2}";
        }
        Console.WriteLine(line);
    }
}
