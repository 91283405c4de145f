using System.Diagnostics;
using JinaSharp.Stores;

namespace JinaSharp.Benchmarks.Vectors;

/// <summary>The approximate index on embeddings of real text (lexical embedder): recall and speed beside exact search and, if asked, graph indexes.</summary>
internal static class RealTextRecall
{
    private const int Dimensions = 1024;
    private const int QueryCount = 400;
    private const int ShortQueryWords = 8;

    /// <param name="args">Chunks (200,000), <c>peers</c>, and folders to take text from.</param>
    public static async Task RunAsync(string[] args)
    {
        var wanted = args.Length > 0 ? int.Parse(args[0]) : 200_000;
        var peers = args.Contains("peers");
        var started = Stopwatch.GetTimestamp();
        var chunks = RealText.Chunks([.. args.Skip(1).Where(arg => arg != "peers")], wanted + QueryCount);
        var rows = Math.Min(wanted, chunks.Count - QueryCount);
        Console.WriteLine($"{chunks.Count} chunks of {chunks.Average(chunk => chunk.Length):F0} characters, {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s");
        // Held out and spread over the files: half of them whole, half their first words.
        var step = chunks.Count / QueryCount;
        var isQuery = new bool[chunks.Count];
        for (var i = 0; i < QueryCount; i++) isQuery[i * step] = true;
        var held = chunks.Where((_, i) => isQuery[i]).ToArray();
        var indexed = chunks.Where((_, i) => !isQuery[i]).Take(rows).ToArray();
        using var generator = new LexicalEmbeddingGenerator(Dimensions);
        var queries = held.Select((text, i) => Embed(generator, [i % 2 == 0 ? text : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(ShortQueryWords))])).ToArray();
        using var data = VectorFiles.From([.. indexed.Chunk(VectorFiles.BlockRows).AsParallel().AsOrdered().Select(block => Embed(generator, block))], rows, Dimensions, queries, files: peers);

        await using var store = new EmbeddedStore(Path.Combine(data.Folder, "store"), new EmbeddedStoreOptions { Durable = false, SegmentBytes = 1L << 33 });
        var definition = VectorCollectionDefinition.Dense("text", Dimensions) with { AdditionalProperties = new() { ["embedded.index_rows"] = 10_000 } };
        var collection = (EmbeddedCollection)await store.GetOrCreateCollectionAsync(definition);
        await StoreFiller.FillAsync(collection, data);
        data.Release();
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        await collection.CompactAsync();
        var lists = collection.View.Slices[0].Segment.Vectors[0].Lists;
        Console.WriteLine($"{rows} rows; index built in {(Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds:F1} core-seconds: " +
            (lists is null ? "no lists, every search is exact" : $"{lists.Count} lists, {lists.Settings}"));
        GC.Collect();
        var exact = await StoreFiller.SearchAsync(collection, data, 40, vector => SearchQuery.ByVector(vector) with { Parts = RecordParts.None, Exact = true });
        Console.WriteLine($"exact                median {exact.Median.TotalMicroseconds,8:F1} us");
        _ = await StoreFiller.SearchAsync(collection, data, QueryCount, Query);
        var (median, perSecond, results) = await StoreFiller.SearchAsync(collection, data, QueryCount, Query);
        Console.WriteLine($"approximate          median {median.TotalMicroseconds,8:F1} us  {perSecond,8:F0} queries/s  recall@10 {data.Recall(results):F4}: whole chunks {Recall(0):F4}, first {ShortQueryWords} words {Recall(1):F4}");
        if (!peers) return;
        foreach (var engine in (string[])["usearch", "hnswlib"])
            if (VectorPeers.Graph(engine, data) is { } other)
                Console.WriteLine($"  embedded / {engine}: {perSecond / other:F2} x");

        static SearchQuery Query(float[] vector) => SearchQuery.ByVector(vector) with { Parts = RecordParts.None };

        double Recall(int part) => Enumerable.Range(0, QueryCount).Where(i => i % 2 == part)
            .Average(i => data.Truth[i].Count(row => results[i].Any(hit => hit.Id == row.ToString())) / 10.0);
    }

    private static float[] Embed(LexicalEmbeddingGenerator generator, string[] texts)
    {
        var values = new float[texts.Length * Dimensions];
        var embeddings = generator.GenerateAsync(texts).GetAwaiter().GetResult();
        for (var i = 0; i < texts.Length; i++) embeddings[i].Vector.Span.CopyTo(values.AsSpan(i * Dimensions, Dimensions));
        return values;
    }
}
