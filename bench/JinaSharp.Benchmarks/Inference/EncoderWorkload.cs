using JinaSharp.Inference.Models;
using JinaSharp.Inference.Runtime;

namespace JinaSharp.Benchmarks.Inference;

/// <summary>Lengths of texts, as the encoder benchmark runs them.</summary>
internal sealed record EncoderWorkload(string Name, int[] Lengths)
{
    public int Tokens => Lengths.Sum();

    public int LongestText => Lengths.Max();

    public static EncoderWorkload[] All { get; } =
    [
        new("1x8", [8]),
        new("1x16", [16]),
        new("1x24", [24]),
        new("1x32", [32]),
        new("1x64", [64]),
        new("1x128", [128]),
        new("1x256", [256]),
        new("1x448", [448]),
        new("8x128", [.. Enumerable.Repeat(128, 8)]),
        new("32x128", [.. Enumerable.Repeat(128, 32)]),
        new("8x512", [.. Enumerable.Repeat(512, 8)]),
        new("1x2048", [2048]),
        new("1x8192", [8192]),
        new("mixed32", Mixed()),
    ];

    /// <summary>Multiply-adds counted twice: the matrices of the layers, and attention's two products.</summary>
    public double Flops(EncoderShape shape, int feedForwardMatrices)
    {
        double h = shape.HiddenSize;
        return shape.Layers * (2 * Tokens * (4 * h * h + feedForwardMatrices * h * shape.IntermediateSize) + Lengths.Sum(n => 4.0 * n * n * h));
    }

    public PackedBatch Batch(int vocabulary)
    {
        var batch = new PackedBatch();
        var random = new Random(4);
        foreach (var length in Lengths) batch.Add([.. Enumerable.Range(0, length).Select(_ => random.Next(100, vocabulary - 1))]);
        return batch;
    }

    /// <summary>32 lengths, log-uniform from 8 to 512: drawn once, 2993 tokens.</summary>
    private static int[] Mixed() =>
    [
        38, 417, 168, 96, 15, 15, 10, 293, 97, 152, 9, 452, 255, 19, 17, 17, 28, 71, 48, 27, 102, 14, 27, 37, 53, 210, 18, 68, 94, 10, 100, 16,
    ];
}
