using JinaSharp.FakeStores.Milvus;
using JinaSharp.Stores.Milvus;
using JinaSharp.Testing.Stores;

namespace JinaSharp.Stores.Tests.Milvus;

/// <summary>The conformance suite against the strict stand-in for Milvus, or against the real server that <c>JINASHARP_TEST_MILVUS</c> names.</summary>
public sealed class MilvusConformanceTests : VectorCollectionConformanceTests
{
    private FakeMilvus? _fake;

    protected override async Task<IVectorStore> CreateStoreAsync()
    {
        if (Environment.GetEnvironmentVariable("JINASHARP_TEST_MILVUS") is { Length: > 0 } given)
            return new MilvusStore(new Uri(given), new MilvusStoreOptions { ApiKey = Environment.GetEnvironmentVariable("MILVUS_TOKEN") });
        _fake = new FakeMilvus();
        await _fake.StartAsync();
        return new MilvusStore(_fake.Endpoint);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_fake is not null) await _fake.DisposeAsync();
    }
}
