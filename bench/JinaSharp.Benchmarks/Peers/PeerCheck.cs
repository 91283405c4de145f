namespace JinaSharp.Benchmarks.Peers;

/// <summary>Which peers are here, whether they agree, and what they reach on the small shape: a look before the long runs.</summary>
internal static class PeerCheck
{
    private const string Shape = "v2-small";

    private static readonly int[][] Workloads = [[128], [.. Enumerable.Repeat(128, 8)], [.. Enumerable.Repeat(512, 8)]];

    public static Task RunAsync(string[] args)
    {
        int[] text = [101, .. Enumerable.Range(0, 62).Select(i => 2000 + 137 * i % 20000), 102];
        using var ort = EncoderPeer.TryStart(PeerKind.OnnxRuntime, Console.Out);
        using var llama = EncoderPeer.TryStart(PeerKind.LlamaCpp, Console.Out);
        try
        {
            float[]? expected = null;
            if (ort is not null)
            {
                Report(ort, "f32", PeerModels.Onnx(Shape), text, ref expected);
                var product = ort.LoadMatMul(2048, 512, threads: 1);
                Console.WriteLine($"{ort.Name}, product of 512 x 2048 x 512, one thread: {2.0 * 512 * 2048 * 512 / ort.TimeMatMul(product, 512, runs: 21).MedianMs / 1e6:F0} GFLOP/s");
            }
            if (llama is not null)
                foreach (var type in (string[])["F32", "F16", "Q8_0"])
                    Report(llama, type, PeerModels.Gguf(Shape, type), text, ref expected);
        }
        catch (PeerException exception)
        {
            Console.WriteLine($"peer not available: {exception.Message}");
        }
        return Task.CompletedTask;
    }

    private static void Report(EncoderPeer peer, string type, string path, int[] text, ref float[]? expected)
    {
        var id = peer.Load(path, threads: 1);
        var vector = peer.Embed(id, [text])[0];
        expected ??= vector;
        Console.WriteLine($"{peer.Name}, {Shape} {type}, one thread; cosine to the first engine {VectorMath.CosineSimilarity(vector, expected):F7}");
        foreach (var lengths in Workloads)
        {
            var time = peer.Time(id, lengths, runs: 5);
            Console.WriteLine($"  {lengths.Length}x{lengths[0],-6} {time.MedianMs,9:F1} ms {lengths.Sum() / time.MedianMs * 1e3,9:F0} tokens/s");
        }
        peer.Close(id);
    }
}
