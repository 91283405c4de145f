using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using JinaSharp.Client.Embeddings;
using JinaSharp.Vectors;

namespace JinaSharp.Benchmarks.Client;

/// <summary><c>client-decode</c>: an answer of 100 x 1024 floats, as decimal text and as base64, against System.Text.Json's own deserialisation in the same run.</summary>
internal static class DecodeSpeed
{
    private const int Count = 100;
    private const int Dimensions = 1024;
    private const int Runs = 301;

    public static Task RunAsync(string[] arguments)
    {
        var random = new Random(1);
        var vectors = Enumerable.Range(0, Count).Select(_ => Enumerable.Range(0, Dimensions).Select(_ => (float)(((random.NextDouble() * 2) - 1) * 0.1)).ToArray()).ToArray();
        var decimals = Body(vectors, static vector => $"[{string.Join(',', vector.Select(static value => value.ToString("R", CultureInfo.InvariantCulture)))}]");
        var base64 = Body(vectors, static vector => $"\"{Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan()))}\"");
        var plain = decimals.AsMemory(0, decimals.Length - Utf8FloatParser.Padding);

        var exact = Same(vectors, EmbeddingReplyReader.Read(decimals)) && Same(vectors, EmbeddingReplyReader.Read(base64));
        var own = Measurement.Median(Runs, () => JsonSerializer.Deserialize(plain.Span, DecodeJsonContext.Default.DecodeBody));
        var text = Measurement.Median(Runs, () => EmbeddingReplyReader.Read(decimals));
        var packed = Measurement.Median(Runs, () => EmbeddingReplyReader.Read(base64));

        Console.WriteLine($"bit-exact: {exact}");
        Show("System.Text.Json, source generated", own, decimals.Length);
        Show("float text", text, decimals.Length);
        Show("base64", packed, base64.Length);
        Console.WriteLine($"float text: {own / text:0.00} x System.Text.Json (goal 3.5)");
        Console.WriteLine($"base64: {base64.Length / packed.TotalSeconds / 1e9:0.00} GB/s of text (goal 5)");
        Console.WriteLine($"allocation: {Allocated(() => EmbeddingReplyReader.Read(base64)):N0} bytes for base64, {Allocated(() => EmbeddingReplyReader.Read(decimals)):N0} for text; the vectors themselves are {Count * ((Dimensions * sizeof(float)) + 24):N0}");
        return Task.CompletedTask;
    }

    private static void Show(string name, TimeSpan time, int length) =>
        Console.WriteLine($"{name,-36} {time.TotalMilliseconds,8:0.000} ms {length / time.TotalSeconds / 1e6,8:0} MB/s {Count * Dimensions / time.TotalSeconds / 1e6,8:0} Mfloat/s");

    private static long Allocated(Action action)
    {
        action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static bool Same(float[][] vectors, EmbeddingReply reply)
    {
        for (var i = 0; i < vectors.Length; i++)
            if (!MemoryMarshal.AsBytes(vectors[i].AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(reply.Items[i].Values.AsSpan())))
                return false;
        return true;
    }

    private static byte[] Body(float[][] vectors, Func<float[], string> write)
    {
        var body = new StringBuilder("""{"model":"m","object":"list","usage":{"total_tokens":1,"prompt_tokens":1},"data":[""");
        for (var i = 0; i < vectors.Length; i++)
            body.Append(i > 0 ? "," : "").Append(CultureInfo.InvariantCulture, $$"""{"object":"embedding","index":{{i}},"embedding":{{write(vectors[i])}}}""");
        return [.. Encoding.UTF8.GetBytes(body.Append("]}").ToString()), .. new byte[Utf8FloatParser.Padding]];
    }
}
