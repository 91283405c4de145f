using JinaSharp.Testing.Models;
using JinaSharp.TestSupport;

namespace JinaSharp.Inference.Tests.Runtime;

public sealed class InferenceQueueTests : IDisposable
{
    private readonly string _folder = TestPaths.NewTemporaryFolder();

    public InferenceQueueTests() => SyntheticModel.WriteXlmRoberta(_folder, new(2, 64, 4, 128, 300));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("retrieval.passage")]
    [InlineData("retrieval.query")]
    public async Task Generate_FewTextsBehindThousands_DoNotWaitForAllOfThem(string task)
    {
        using var embedder = new LocalEmbedder(_folder, new LocalEmbedderOptions { Threads = 1, TokenBudget = 64 });
        var cancel = TestContext.Current.CancellationToken;
        JinaEmbeddingOptions Options(string name) => new() { Task = new EmbeddingTask(name) };
        var alone = await embedder.GenerateAsync(["w1 w2 w3"], Options(task), cancel);

        var many = embedder.GenerateAsync(Enumerable.Range(0, 4000).Select(i => $"w{i % 90} w{i % 70}"), Options("retrieval.passage"), cancel);
        while (embedder.Queue.Waiting == 0 && !many.IsCompleted) await Task.Yield();
        var before = embedder.Queue.Batches;
        var few = await embedder.GenerateAsync(["w1 w2 w3"], Options(task), cancel);
        var batches = embedder.Queue.Batches - before;

        Assert.False(many.IsCompleted);
        // In fact two or three; this thread may hear of it late. All the others take more than 300.
        Assert.InRange(batches, 1, 150);
        Assert.True(alone[0].Vector.Span.SequenceEqual(few[0].Vector.Span));
        Assert.Equal(4000, (await many).Count);
    }
}
