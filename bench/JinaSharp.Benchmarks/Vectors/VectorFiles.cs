using System.Diagnostics;
using System.Runtime.InteropServices;
using JinaSharp.Testing.Stores;

namespace JinaSharp.Benchmarks.Vectors;

/// <summary>Generated vectors, queries and their exact neighbours, in memory and as raw files for peers.</summary>
internal sealed class VectorFiles : IDisposable
{
    private const int Neighbours = 10;

    private VectorFiles(float[][] blocks, int rows, int dimensions, float[][] queries, int[][] truth, string folder)
    {
        Blocks = blocks;
        Rows = rows;
        Dimensions = dimensions;
        Queries = queries;
        Truth = truth;
        Folder = folder;
    }

    public const int BlockRows = 10_000;

    /// <summary>The rows, <see cref="BlockRows"/> to an array.</summary>
    public float[][] Blocks { get; }

    public int Rows { get; }

    public int Dimensions { get; }

    public float[][] Queries { get; }

    /// <summary>The rows of each query's nearest, best first.</summary>
    public int[][] Truth { get; private set; }

    /// <summary>A temporary folder with <c>base.f32</c>, <c>query.f32</c>, <c>truth.i32</c> where files were asked for, and room for stores.</summary>
    public string Folder { get; }

    public static VectorFiles Generate(int rows, int dimensions, int clusters, int queryCount, bool files)
    {
        var started = Stopwatch.GetTimestamp();
        var data = new ClusteredVectors(dimensions, clusters, 21);
        var blocks = new float[(rows + BlockRows - 1) / BlockRows][];
        Parallel.For(0, blocks.Length, block =>
        {
            var count = Math.Min(BlockRows, rows - (block * BlockRows));
            var values = GC.AllocateUninitializedArray<float>(count * dimensions);
            for (var i = 0; i < count; i++) data.Write((block * BlockRows) + i, values.AsSpan(i * dimensions, dimensions));
            blocks[block] = values;
        });
        var queries = Enumerable.Range(0, queryCount).Select(new ClusteredVectors(dimensions, clusters, 22).Row).ToArray();
        var result = From(blocks, rows, dimensions, queries, files);
        Console.WriteLine($"data: {rows} x {dimensions}, {clusters} clusters, {queryCount} queries, made in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s");
        return result;
    }

    /// <summary>Takes rows made elsewhere, <see cref="BlockRows"/> to an array, and finds the queries' neighbours.</summary>
    public static VectorFiles From(float[][] blocks, int rows, int dimensions, float[][] queries, bool files)
    {
        var result = new VectorFiles(blocks, rows, dimensions, queries, FindTruth(blocks, dimensions, queries), Directory.CreateTempSubdirectory("jinasharp-bench-").FullName);
        if (files) result.WriteFiles();
        return result;
    }

    public ReadOnlyMemory<float> Row(int row) => Blocks[row / BlockRows].AsMemory(row % BlockRows * Dimensions, Dimensions);

    /// <summary>The share of the true neighbours among the hits.</summary>
    public double Recall(IReadOnlyList<SearchResults> results) =>
        results.Select((hits, i) => Truth[i].Count(row => hits.Any(hit => hit.Id == row.ToString()))).Sum() / (double)(Neighbours * results.Count);

    public void Release() => Array.Clear(Blocks);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void WriteFiles()
    {
        using (var file = File.Create(Path.Combine(Folder, "base.f32")))
            foreach (var block in Blocks)
                file.Write(MemoryMarshal.AsBytes(block.AsSpan()));
        File.WriteAllBytes(Path.Combine(Folder, "query.f32"), [.. Queries.SelectMany(query => MemoryMarshal.AsBytes(query.AsSpan()).ToArray())]);
        File.WriteAllBytes(Path.Combine(Folder, "truth.i32"), [.. Truth.SelectMany(rows => MemoryMarshal.AsBytes(rows.AsSpan()).ToArray())]);
    }

    private static int[][] FindTruth(float[][] blocks, int dimensions, float[][] queries)
    {
        var packed = new PackedVectors(queries.SelectMany(query => query).ToArray(), dimensions);
        var best = queries.Select(_ => new PriorityQueue<int, float>()).ToArray();
        var products = new float[100 * queries.Length];
        for (var block = 0; block < blocks.Length; block++)
        {
            for (var first = 0; first < blocks[block].Length / dimensions; first += 100)
            {
                var rows = blocks[block].AsSpan(first * dimensions, Math.Min(100 * dimensions, blocks[block].Length - (first * dimensions)));
                packed.DotProducts(rows, products);
                for (var row = 0; row < rows.Length / dimensions; row++)
                {
                    for (var q = 0; q < queries.Length; q++)
                    {
                        var score = products[(row * queries.Length) + q];
                        if (best[q].Count < Neighbours) best[q].Enqueue((block * BlockRows) + first + row, score);
                        else if (best[q].TryPeek(out _, out var least) && score > least) best[q].EnqueueDequeue((block * BlockRows) + first + row, score);
                    }
                }
            }
        }
        return [.. best.Select(queue => queue.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => item.Element).ToArray())];
    }
}
