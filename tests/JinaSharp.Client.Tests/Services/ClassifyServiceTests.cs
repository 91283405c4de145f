using JinaSharp.Testing;
using Microsoft.Extensions.AI;

namespace JinaSharp.Client.Tests.Services;

public sealed class ClassifyServiceTests
{
    [Fact]
    public async Task Classify_Labels_GivesBestAndAll()
    {
        await using var fake = await FakeFixture.StartAsync();

        var results = await fake.Client.Classifier.ClassifyAsync(["I like tea", "I like coffee"], ["coffee", "tea", "wine"]);

        Assert.Equal(["tea", "coffee"], results.Select(static r => r.Label));
        Assert.Equal(3, results[0].Labels.Count);
        Assert.Equal("tea", results[0].Labels[0].Label);
        Assert.True(results.Usage!.TotalTokenCount > 0);
    }

    [Fact]
    public async Task Classify_Groups_GivesOneLabelOfEach()
    {
        await using var fake = await FakeFixture.StartAsync();
        var groups = new Dictionary<string, IReadOnlyList<string>> { ["drink"] = ["coffee", "tea"], ["mood"] = ["like", "hate"] };

        var results = await fake.Client.Classifier.ClassifyAsync([new TextContent("I hate tea")], groups);

        Assert.Equal("tea", results[0].Groups["drink"].Label);
        Assert.Equal("hate", results[0].Groups["mood"].Label);
    }

    [Fact]
    public async Task Classifier_IsTrainedUsedListedAndDeleted()
    {
        await using var fake = await FakeFixture.StartAsync();

        var trained = await fake.Client.Classifier.TrainAsync([new TrainingSample("sunny warm", "good"), new TrainingSample("rain cold", "bad")]);
        await fake.Client.Classifier.UpdateAsync(trained.ClassifierId, [new TrainingSample("storm", "bad")]);
        var results = await fake.Client.Classifier.ClassifyAsync(trained.ClassifierId, [new TextContent("a storm comes")]);
        var listed = Assert.Single(await fake.Client.Classifier.ListAsync());
        await fake.Client.Classifier.DeleteAsync(trained.ClassifierId);

        Assert.Equal(2, trained.SampleCount);
        Assert.Equal("bad", results[0].Label);
        Assert.Equal(("private", 2), (listed.Access, listed.Labels.Count));
        Assert.Empty(await fake.Client.Classifier.ListAsync());
    }

    [Fact]
    public async Task Train_IsNeverRepeated()
    {
        await using var fake = await FakeFixture.StartAsync();
        fake.Server.Faults.Enqueue(new FakeFault(FakeFaultKind.Unavailable));

        await Assert.ThrowsAsync<JinaApiException>(() => fake.Client.Classifier.TrainAsync([new TrainingSample("a", "x"), new TrainingSample("b", "y")]));

        Assert.Equal(1, fake.Server.RequestCount);
    }

    [Fact]
    public async Task Segment_GivesChunksThatMakeUpTheText()
    {
        await using var fake = await FakeFixture.StartAsync();
        const string Text = "One is here. Two is there. Three is nowhere.";

        var result = await fake.Client.Segmenter.SegmentAsync(Text, new SegmentOptions { MaxChunkLength = 15, ReturnTokens = true });

        Assert.Equal(9, result.TokenCount);
        Assert.Equal(Text, string.Concat(result.Chunks.Select(static chunk => chunk.Text)));
        Assert.Equal(result.Chunks[0].Text, Text[result.Chunks[0].Start..result.Chunks[0].End]);
        Assert.Equal("One", result.Tokens[0][0].Text);
        await Assert.ThrowsAsync<ArgumentException>(() => fake.Client.Segmenter.SegmentAsync(Text, new SegmentOptions { Head = 1, Tail = 1 }));
        await Assert.ThrowsAsync<ArgumentException>(() => fake.Client.Segmenter.SegmentAsync(new string('x', 64_000)));
    }

    [Fact]
    public async Task Batch_IsSubmittedWaitedForAndRead()
    {
        await using var fake = await FakeFixture.StartAsync();

        var job = await fake.Client.Batches.SubmitAsync([new BatchInput("one", "alpha"), new BatchInput("two", " ")], new BatchJobOptions { Task = "clustering", Dimensions = 64 });
        var done = await fake.Client.Batches.WaitAsync(job.Id, TimeSpan.FromMilliseconds(1));
        List<BatchOutput> outputs = [];
        await foreach (var output in fake.Client.Batches.ReadOutputAsync(job.Id)) outputs.Add(output);

        Assert.Equal("pending", job.State);
        Assert.Equal(("completed", 1L, 1L), (done.State, done.Completed!.Value, done.Failed!.Value));
        Assert.Equal(FakeVectors.Create("alpha", "jina-embeddings-v5-text-small", 64), outputs[0].Vector.ToArray());
        Assert.Equal(("two", "blank input"), (outputs[1].Id, outputs[1].Error));
        Assert.Equal(job.Id, Assert.Single(await fake.Client.Batches.ListAsync()).Id);
        Assert.Equal("cancelled", (await fake.Client.Batches.CancelAsync(job.Id)).State);
    }

    [Fact]
    public async Task BatchSubmit_IsNeverRepeated()
    {
        await using var fake = await FakeFixture.StartAsync();
        fake.Server.Faults.Enqueue(new FakeFault(FakeFaultKind.RateLimitedBare));

        await Assert.ThrowsAsync<JinaApiException>(() => fake.Client.Batches.SubmitAsync([new BatchInput("a", "b")]));

        Assert.Equal(1, fake.Server.RequestCount);
    }

    [Fact]
    public async Task Models_AreListedAndFound()
    {
        await using var fake = await FakeFixture.StartAsync();

        Assert.Contains(await fake.Client.Models.ListAsync(), static model => model.Name == "jina-embeddings-v4");
        Assert.Equal(8192, (await fake.Client.Models.GetAsync("jina-ai/jina-embeddings-v3")).ContextLength);
        Assert.True(await fake.Client.Models.IsReadyAsync());
        fake.Server.Faults.Enqueue(new FakeFault(FakeFaultKind.Unavailable));
        Assert.False(await fake.Client.Models.IsReadyAsync());
    }
}
