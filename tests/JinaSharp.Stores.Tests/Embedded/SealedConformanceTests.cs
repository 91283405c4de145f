using JinaSharp.Testing.Stores;
using JinaSharp.TestSupport;

namespace JinaSharp.Stores.Tests.Embedded;

/// <summary>The conformance suite with every few records in a file of their own, so that all goes through mapped segments and merging.</summary>
public class SealedConformanceTests : VectorCollectionConformanceTests
{
    private readonly string _folder = TestPaths.NewTemporaryFolder();

    protected override bool BatchesAreAtomic => true;

    protected override Task<IVectorStore> CreateStoreAsync() =>
        Task.FromResult<IVectorStore>(new EmbeddedStore(_folder, new EmbeddedStoreOptions { Durable = false, SegmentBytes = 1 }));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
