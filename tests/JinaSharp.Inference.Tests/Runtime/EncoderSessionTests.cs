using JinaSharp.Inference.Models;
using JinaSharp.Inference.Runtime;
using JinaSharp.Testing.Models;
using JinaSharp.TestSupport;

namespace JinaSharp.Inference.Tests.Runtime;

public sealed class EncoderSessionTests : IDisposable
{
    private readonly string _folder = TestPaths.NewTemporaryFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("bert", -1, 1)]
    [InlineData("bert", -1, 2)]
    [InlineData("v3", -1, 1)]
    [InlineData("v3", 3, 1)]
    [InlineData("v3", 3, 2)]
    public void Run_AfterTheLargestBatch_AllocatesNothing(string family, int adapter, int threads)
    {
        if (family == "bert") SyntheticModel.WriteJinaBert(_folder, new SyntheticModel.JinaBertSizes(3, 96, 3, 200, 300), "F16");
        else SyntheticModel.WriteXlmRoberta(_folder, new SyntheticModel.XlmRobertaSizes(3, 128, 2, 200, 300));
        using var model = TextModel.Open(_folder);
        using var team = new WorkerTeam(threads);
        using var session = new EncoderSession(model.Encoder, team);
        var batches = ((int[])[300, 7, 50, 120]).Select(tokens =>
        {
            var batch = new PackedBatch();
            for (var length = tokens; length > 0; length /= 2) batch.Add([.. Enumerable.Range(0, length).Select(i => i * 13 % 299)]);
            batch.Adapter = adapter;
            return batch;
        }).ToArray();
        foreach (var batch in batches) session.Run(batch);

        Assert.Equal(0, Allocations.LeastOf(() =>
        {
            foreach (var batch in batches) session.Run(batch);
        }));
    }

    // Few rows for each worker are shared out by panels, more by blocks; the feed-forward widths give shared blocks one chunk, or several with a narrow last panel.
    [Theory]
    [InlineData("v3", 256)]
    [InlineData("v3", 1100)]
    [InlineData("bert", 200)]
    [InlineData("bert", 1100)]
    public void Run_AnyTeamAndNeighbours_GivesTheSameBits(string family, int intermediate)
    {
        if (family == "bert") SyntheticModel.WriteJinaBert(_folder, new SyntheticModel.JinaBertSizes(2, 96, 3, intermediate, 300), "F16");
        else SyntheticModel.WriteXlmRoberta(_folder, new SyntheticModel.XlmRobertaSizes(2, 128, 2, intermediate, 300));
        using var model = TextModel.Open(_folder);
        int[] text = [.. Enumerable.Range(0, 77).Select(i => i * 29 % 299)];
        float[]? expected = null;
        foreach (var threads in (int[])[1, 2, 3, 6])
            foreach (var neighbours in (int[])[0, 1, 4, 6, 9])
            {
                using var team = new WorkerTeam(threads);
                using var session = new EncoderSession(model.Encoder, team);
                var batch = new PackedBatch { Adapter = family == "bert" ? -1 : 1 };
                for (var i = 0; i < neighbours; i++) batch.Add(text.AsSpan(0, 1 + i * 8));
                batch.Add(text);
                session.Run(batch);
                var states = Enumerable.Range(batch.Start(neighbours), text.Length).SelectMany(row => session.State(row).ToArray()).ToArray();
                expected ??= states;
                Assert.True(expected.AsSpan().SequenceEqual(states), $"{threads} threads, {neighbours} neighbours");
            }
    }

    [Fact]
    public void Run_NobodyWants_StopsBetweenLayers()
    {
        SyntheticModel.WriteJinaBert(_folder, new SyntheticModel.JinaBertSizes(6, 64, 2, 64, 100));
        using var model = TextModel.Open(_folder);
        using var team = new WorkerTeam(1);
        using var session = new EncoderSession(model.Encoder, team);
        var batch = new PackedBatch();
        batch.Add([1, 2, 3]);
        var layers = 0;
        session.LayerFinished = _ => layers++;

        Assert.False(session.Run(batch, () => layers >= 3));

        Assert.Equal(3, layers);
    }
}
