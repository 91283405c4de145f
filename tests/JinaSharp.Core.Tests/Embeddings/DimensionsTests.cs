using System.Text.Json;
using Microsoft.Extensions.AI;

namespace JinaSharp.Core.Tests.Embeddings;

/// <summary>A number of dimensions that no vector has: which part refuses it, and in which words.</summary>
public sealed class DimensionsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void BelowOne_IsRefusedWhereItIsSet(int dimensions)
    {
        // The platform's own setter, which no class of ours can come before.
        Assert.Throws<ArgumentOutOfRangeException>(() => new JinaEmbeddingOptions { Dimensions = dimensions });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmbeddingGenerationOptions { Dimensions = dimensions });

        var own = Assert.Throws<ArgumentException>(() => new JinaEmbeddingConfiguration { ModelName = "m", Dimensions = dimensions });
        Assert.StartsWith($"Dimensions must be at least 1; it is {dimensions}. Leave it null for the model's own.", own.Message, StringComparison.Ordinal);
        Assert.StartsWith("Dimensions must be at least 1", Assert.Throws<ArgumentException>(() => JinaEmbeddingConfiguration.ForModel("m", dimensions)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BelowOne_InAStoredConfiguration_NamesTheField()
    {
        using var json = JsonDocument.Parse("""{"model_name":"m","dimensions":0}""");

        Assert.Contains("dimensions", Assert.ThrowsAny<Exception>(() => JinaEmbeddingConfiguration.Parse(json.RootElement)).Message, StringComparison.Ordinal);
    }
}
