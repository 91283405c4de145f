using JinaSharp.Stores.Chroma;
using JinaSharp.Testing.Stores;

[assembly: AssemblyFixture(typeof(JinaSharp.Stores.Tests.Chroma.ChromaFixture))]

namespace JinaSharp.Stores.Tests.Chroma;

/// <summary>The conformance suite against a real Chroma server.</summary>
public sealed class ChromaConformanceTests(ChromaFixture chroma) : VectorCollectionConformanceTests
{
    protected override async Task<IVectorStore> CreateStoreAsync() => new ChromaStore(await chroma.EndpointAsync());
}
