using System.Text;
using Microsoft.Extensions.AI;

namespace JinaSharp.Benchmarks.Lexical;

/// <summary>How fast one thread analyses and embeds text: generated prose, and source code (this repository), in chunks of 1,500 characters.</summary>
internal static class LexicalThroughput
{
    private const int ChunkLength = 1500;
    private const int CorpusCharacters = 12_000_000;

    public static async Task RunAsync(string[] args)
    {
        Console.WriteLine($"{"corpus",-8} {"chunks",8} {"MB",7} {"copy MB/s",10} {"analyse MB/s",13} {"embed 256 MB/s",15} {"embed 1024 MB/s",16} {"bytes allocated/chunk",22}");
        await MeasureAsync("prose", Prose());
        await MeasureAsync("code", string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText)));
    }

    private static async Task MeasureAsync(string name, string seed)
    {
        var chunks = Cut(seed);
        var bytes = chunks.Sum(chunk => (long)Encoding.UTF8.GetByteCount(chunk));
        var megabytes = bytes / 1e6;
        var buffer = new char[ChunkLength];
        var copy = Measurement.Median(5, () => chunks.ForEach(chunk => chunk.CopyTo(buffer)));
        long tokens = 0;
        var analyse = Measurement.Median(3, () =>
        {
            foreach (var chunk in chunks)
                foreach (var token in TextAnalyzer.Enumerate(chunk))
                    tokens += token.Length;
        });
        using var generator = new LexicalEmbeddingGenerator();
        var small = Measurement.Median(3, () => Embed(generator, chunks, 256));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Embed(generator, chunks, 1024);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var large = Measurement.Median(3, () => Embed(generator, chunks, 1024));
        Console.WriteLine($"{name,-8} {chunks.Count,8} {megabytes,7:F1} {Rate(copy),10:F0} {Rate(analyse),13:F1} {Rate(small),15:F1} {Rate(large),16:F1} {allocated / chunks.Count,22}");
        await Task.CompletedTask;

        double Rate(TimeSpan time) => megabytes / time.TotalSeconds;
    }

    private static void Embed(LexicalEmbeddingGenerator generator, List<string> chunks, int dimensions)
    {
        var options = new EmbeddingGenerationOptions { Dimensions = dimensions };
        for (var i = 0; i < chunks.Count; i += 256)
            generator.GenerateAsync(chunks.GetRange(i, Math.Min(256, chunks.Count - i)), options).GetAwaiter().GetResult();
    }

    // Words of 2 to 13 letters from a seeded vocabulary, the r-th most frequent in proportion to 1/r, as in natural text.
    private static string Prose()
    {
        var random = new Random(1);
        var vocabulary = new string[50_000];
        for (var i = 0; i < vocabulary.Length; i++)
        {
            var letters = new char[Math.Min(13, 2 + (int)(Math.Log(i + 1) * 0.7) + random.Next(4))];
            for (var j = 0; j < letters.Length; j++) letters[j] = "etaoinshrdlucmfwypvbgkjqxz"[(int)(26 * Math.Pow(random.NextDouble(), 1.7))];
            vocabulary[i] = new string(letters);
        }
        var builder = new StringBuilder();
        while (builder.Length < CorpusCharacters)
        {
            var rank = (int)Math.Exp(random.NextDouble() * Math.Log(vocabulary.Length));
            builder.Append(vocabulary[rank]).Append(random.Next(12) == 0 ? ". " : " ");
        }
        return builder.ToString();
    }

    private static List<string> Cut(string seed)
    {
        var chunks = new List<string>();
        for (var start = 0; chunks.Count * ChunkLength < CorpusCharacters; start = (start + ChunkLength) % Math.Max(1, seed.Length - ChunkLength))
            chunks.Add(seed.Substring(start, ChunkLength));
        return chunks;
    }
}
