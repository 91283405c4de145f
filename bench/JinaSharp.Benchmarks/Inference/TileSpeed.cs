using JinaSharp.Inference.Kernels;
using JinaSharp.Inference.Runtime;
using JinaSharp.Inference.Weights;

namespace JinaSharp.Benchmarks.Inference;

/// <remarks><c>tiles [ROWS] [DEPTHS]</c></remarks>
/// <summary>Products of one thread alone, with weights in the second-level cache, in the third, or in memory: what is lost between the tile and the whole.</summary>
internal static class TileSpeed
{
    public static Task RunAsync(string[] args)
    {
        using var team = new WorkerTeam(1);
        int[] heights = args.Length > 0 ? [.. args[0].Split(',').Select(int.Parse)] : [14, 56, 112, 224];
        int[] depths = args.Length > 1 ? [.. args[1].Split(',').Select(int.Parse)] : [256, 512, 1024];
        foreach (var rows in heights)
            foreach (var depth in depths)
                Run(team, rows, depth);
        return Task.CompletedTask;
    }

    private static unsafe void Run(WorkerTeam team, int rows, int depth)
    {
        var tiles = new RowTiles(rows);
        using var packed = new NativeBuffer<float>(tiles.PackedLength(depth));
        var line = $"{rows,4} rows, depth {depth,4}:";
        foreach (var panels in (int[])[8, 64, 1024])
        {
            using var weights = new PackedMatrix(panels * 32, depth);
            using var output = new NativeBuffer<float>((long)rows * panels * 32);
            for (var i = 0; i < packed.Length; i++) packed.Span[i] = 0.5f;
            var flops = 2.0 * rows * panels * 32 * depth;
            var repeats = (int)Math.Max(3, 1e9 / flops);
            List<double> fractions = [];
            for (var round = 0; round < 5; round++)
            {
                var peak = FmaPeak.Measure(team, 2);
                var seconds = EncoderSpeed.Median(3, () =>
                {
                    for (var i = 0; i < repeats; i++) weights.Multiply(tiles, packed.Span, MatrixView.Zero, new MatrixView(output.Span, 32, rows * 32));
                }) / repeats;
                fractions.Add(flops / seconds / 1e9 / peak);
            }
            line += $"  {panels * 128 * depth / 1024,6} KB {EncoderSpeed.Median(fractions):F3}";
        }
        Console.WriteLine(line);
    }
}
