using JinaSharp.Testing.Stores;
using JinaSharp.TestSupport;

namespace JinaSharp.Stores.Tests.Embedded;

/// <summary>The conformance suite on a store in a folder.</summary>
public class EmbeddedConformanceTests : VectorCollectionConformanceTests
{
    private readonly string _folder = TestPaths.NewTemporaryFolder();

    protected override bool BatchesAreAtomic => true;

    protected override Task<IVectorStore> CreateStoreAsync() => Task.FromResult<IVectorStore>(new EmbeddedStore(_folder));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
