namespace JinaSharp.Core.Tests.Embeddings;

public sealed class JinaEmbeddingOptionsTests
{
    [Fact]
    public void Clone_CopiesEveryOption_AndIsIndependent()
    {
        var options = new JinaEmbeddingOptions
        {
            ModelId = "m", Dimensions = 8, Task = EmbeddingTask.RetrievalQuery, LateChunking = false, Truncate = true, Normalized = false,
            EmbeddingType = EmbeddingType.Binary, ReturnMultiVector = true, AdditionalProperties = new() { ["x"] = 1 },
        };

        var copy = Assert.IsType<JinaEmbeddingOptions>(options.Clone());
        options.AdditionalProperties["x"] = 2;

        foreach (var property in typeof(JinaEmbeddingOptions).GetProperties().Where(p => p.Name != nameof(options.AdditionalProperties)))
            Assert.Equal(property.GetValue(options), property.GetValue(copy));
        Assert.Equal(1, copy.AdditionalProperties!["x"]);
    }

    [Theory]
    [InlineData("retrieval.query", "retrieval", true, false)]
    [InlineData("retrieval.passage", "retrieval", false, true)]
    [InlineData("nl2code.query", "nl2code", true, false)]
    [InlineData("text-matching", "text-matching", false, false)]
    public void Task_Family_JoinsBothSides(string value, string family, bool query, bool passage)
    {
        EmbeddingTask task = value;

        Assert.Equal((family, query, passage), (task.Family, task.IsQuery, task.IsPassage));
    }

    [Fact]
    public void Task_Default_IsNoTask() => Assert.Equal(("", false, ""), (default(EmbeddingTask).Family, default(EmbeddingTask).IsQuery, default(EmbeddingTask).ToString()));
}
