using JinaSharp.FakeStores.Qdrant;
using JinaSharp.Stores.Qdrant;
using JinaSharp.Testing.Stores;
using Microsoft.Extensions.AI;

namespace JinaSharp.Stores.Tests.Qdrant;

/// <summary>The conformance suite against the strict stand-in for Qdrant, or against the real server that <c>JINASHARP_TEST_QDRANT</c> names.</summary>
public sealed class QdrantConformanceTests : VectorCollectionConformanceTests
{
    private FakeQdrant? _fake;

    // Qdrant cannot cut stored vectors.
    protected override VectorDefinition WithLeadingDimensions(VectorDefinition vector, int dimensions) =>
        vector with { AdditionalProperties = new AdditionalPropertiesDictionary { ["qdrant.coarse_dimensions"] = dimensions } };

    protected override async Task<IVectorStore> CreateStoreAsync()
    {
        if (Environment.GetEnvironmentVariable("JINASHARP_TEST_QDRANT") is { Length: > 0 } given)
            return new QdrantStore(new Uri(given), new QdrantStoreOptions { ApiKey = Environment.GetEnvironmentVariable("QDRANT_API_KEY") });
        _fake = new FakeQdrant();
        await _fake.StartAsync();
        return new QdrantStore(_fake.Endpoint);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_fake is null) return;
        await _fake.DisposeAsync();
        Assert.Empty(_fake.Breaches);
    }
}
