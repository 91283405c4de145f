using JinaSharp.Testing.Stores;

namespace JinaSharp.Stores.Tests.Embedded;

/// <summary>The conformance suite on a store in memory.</summary>
public class InMemoryConformanceTests : VectorCollectionConformanceTests
{
    protected override bool BatchesAreAtomic => true;

    protected override Task<IVectorStore> CreateStoreAsync() => Task.FromResult<IVectorStore>(EmbeddedStore.InMemory());
}
