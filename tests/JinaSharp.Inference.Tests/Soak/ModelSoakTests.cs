using System.Diagnostics;
using System.Numerics.Tensors;
using JinaSharp.Testing.Models;
using JinaSharp.TestSupport;
using Microsoft.Extensions.AI;

namespace JinaSharp.Inference.Tests.Soak;

/// <summary>Mixed concurrent load with random cancellation. <c>JINASHARP_SOAK_SECONDS</c> sets how long; the default keeps the suite short.</summary>
[Collection(SoakCollection.Name)]
public sealed class ModelSoakTests : IDisposable
{
    private const int Callers = 12;

    private readonly string _root = TestPaths.NewTemporaryFolder();
    private readonly string[] _texts = [.. Enumerable.Range(0, 40).Select(i => string.Join(' ', Enumerable.Range(0, 1 + i * i / 5).Select(w => $"w{(i * 13 + w * 7) % 120}")))];
    private readonly string?[] _tasks = [null, "retrieval.query", "retrieval.passage", "separation", "classification", "text-matching"];
    private int _answered, _cancelled, _refused, _reopened;
    private double _deviation;

    private static TimeSpan Duration =>
        TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable("JINASHARP_SOAK_SECONDS"), out var seconds) ? seconds : 6);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task MixedLoad_WithRandomCancellation_EveryAnswerIsRightAndNothingIsLeft()
    {
        SyntheticModel.WriteXlmRoberta(Folder("v3"), new(3, 64, 4, 128, 300));
        SyntheticModel.WriteJinaBert(Folder("v2"), new(3, 96, 6, 160, 300), "F16");
        SyntheticModel.WriteJinaBert(Folder("reranker"), new(2, 64, 4, 128, 300), seed: 2, reranker: true);
        using var v3 = new LocalEmbedder(Folder("v3"), new LocalEmbedderOptions { Threads = 2, TokenBudget = 512, MaxTokens = 400 });
        using var v2 = new LocalEmbedder(Folder("v2"), new LocalEmbedderOptions { Threads = 2, TokenBudget = 256 });
        using var reranker = new LocalReranker(Folder("reranker"), new LocalRerankerOptions { Threads = 1, TokenBudget = 256 });
        var calls = await ExpectAsync(v3, v2, reranker);

        // The first part fills caches, pools and scratch memory; what is held after it may not grow.
        await LoadAsync(calls, Duration / 4, seed: 1);
        var start = ProcessState.Measure();
        await LoadAsync(calls, Duration * 3 / 4, seed: 2);
        var end = ProcessState.Measure();

        TestContext.Current.TestOutputHelper!.WriteLine($"{Duration.TotalSeconds} s: {_answered} answers, {_cancelled} cancelled, {_refused} refused, {_reopened} models opened anew; largest deviation {_deviation}");
        TestContext.Current.TestOutputHelper.WriteLine($"start: {start}");
        TestContext.Current.TestOutputHelper.WriteLine($"end:   {end}");
        Assert.True(_answered > 50 && _cancelled > 10 && _refused > 0 && _reopened > 0, $"{_answered} answers, {_cancelled} cancelled, {_refused} refused, {_reopened} opened");
        Assert.Equal(0, _deviation);
        Assert.InRange(end.ManagedBytes, 0, start.ManagedBytes + 2_000_000);
        Assert.InRange(end.WorkingSetBytes, 0, start.WorkingSetBytes + 40_000_000);
        Assert.Equal(FilesOf(start), FilesOf(end));
        Assert.InRange(end.Handles, 0, start.Handles + 32);
        Assert.InRange(end.Threads, 0, start.Threads + 8);
        // A cancelled call leaves the queue when the next batch is put together.
        foreach (var queue in (ReadOnlySpan<JinaSharp.Inference.Runtime.InferenceQueue>)[v3.Queue, v2.Queue, reranker.Queue]) Assert.Equal(0, queue.Waiting);
    }

    private string[] FilesOf(ProcessState state) => [.. state.OpenFiles.Where(path => path.StartsWith(_root, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>Calls with what each must give, computed one after another.</summary>
    private async Task<List<Func<CancellationToken, Task<double>>>> ExpectAsync(LocalEmbedder v3, LocalEmbedder v2, LocalReranker reranker)
    {
        var calls = new List<Func<CancellationToken, Task<double>>>();
        async Task Add(Func<CancellationToken, Task<float[][]>> call)
        {
            var expected = await call(TestContext.Current.CancellationToken);
            calls.Add(async cancel => Deviation(expected, await call(cancel)));
        }
        foreach (var task in _tasks)
            for (var group = 0; group < 6; group++)
            {
                string[] texts = [.. _texts.Skip(group * 5).Take(1 + group)];
                JinaEmbeddingOptions Options() => new() { Task = task is null ? (EmbeddingTask?)null : new EmbeddingTask(task), Truncate = true };
                await Add(async cancel => Rows(await v3.GenerateAsync(texts, Options(), cancel)));
                await Add(async cancel => [.. (await v3.MultiVectors.GenerateAsync(texts, Options(), cancel)).Select(e => e.Values.ToArray())]);
                await Add(async cancel => [.. (await v3.Binary.GenerateAsync(texts, Options(), cancel)).Select(e => Array.ConvertAll(e.Vector.ToArray(), b => (float)b))]);
                var late = Options();
                (late.LateChunking, late.Truncate) = (true, null);
                await Add(async cancel => Rows(await v3.GenerateAsync(texts, late, cancel)));
            }
        for (var group = 0; group < 12; group++)
        {
            string[] texts = [.. _texts.Skip(group * 3).Take(1 + group % 5)];
            var query = new TextContent(_texts[group]);
            await Add(async cancel => Rows(await v2.GenerateAsync(texts, cancellationToken: cancel)));
            await Add(async cancel => Rows(await v2.GenerateAsync(texts, new JinaEmbeddingOptions { Dimensions = 40, Normalized = false }, cancel)));
            AIContent[] documents = [.. texts.Select(text => new TextContent(text))];
            await Add(async cancel => [[.. (await reranker.RerankAsync(query, documents, new RerankOptions { RawScores = true }, cancel)).OrderBy(r => r.Index).Select(r => (float)r.Score)]]);
        }
        calls.Add(async cancel =>
        {
            var refused = await Assert.ThrowsAnyAsync<Exception>(() => v3.GenerateAsync([_texts[^1] + string.Concat(Enumerable.Repeat(" w1", 400))], cancellationToken: cancel));
            if (refused is JinaException { Code: "input_too_long" }) Interlocked.Increment(ref _refused);
            else Assert.IsAssignableFrom<OperationCanceledException>(refused);
            return 0;
        });
        calls.Add(async cancel =>
        {
            // Weights, mappings, threads and scratch memory of a model that comes and goes.
            using var other = new LocalEmbedder(Folder("v2"), new LocalEmbedderOptions { Threads = 2 });
            await other.GenerateAsync([_texts[3]], cancellationToken: cancel);
            Interlocked.Increment(ref _reopened);
            return 0;
        });
        return calls;
    }

    private async Task LoadAsync(List<Func<CancellationToken, Task<double>>> calls, TimeSpan duration, int seed)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var random = new Random(seed * 1000 + caller);
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                using var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
                if (random.Next(3) == 0) source.CancelAfter(TimeSpan.FromMicroseconds(random.Next(20) == 0 ? 0 : random.Next(20_000)));
                try
                {
                    var deviation = await calls[random.Next(calls.Count)](source.Token);
                    lock (calls) _deviation = Math.Max(_deviation, deviation);
                    Interlocked.Increment(ref _answered);
                }
                catch (OperationCanceledException) when (source.IsCancellationRequested)
                {
                    Interlocked.Increment(ref _cancelled);
                }
            }
        })));
    }

    private static double Deviation(float[][] expected, float[][] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].Length, actual[i].Length);
            if (expected[i].AsSpan().SequenceEqual(actual[i])) continue;
            var difference = new float[expected[i].Length];
            TensorPrimitives.Subtract(expected[i], actual[i], difference);
            largest = Math.Max(largest, Math.Max(float.Epsilon, Math.Abs(TensorPrimitives.MaxMagnitude(difference))));
        }
        return largest;
    }

    private static float[][] Rows(IEnumerable<Embedding<float>> embeddings) => [.. embeddings.Select(e => e.Vector.ToArray())];

    private string Folder(string name) => Path.Combine(_root, name);
}
