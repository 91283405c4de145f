using JinaSharp.Stores.Chroma;
using JinaSharp.Stores.Milvus;
using JinaSharp.Stores.Qdrant;
using Microsoft.Extensions.DependencyInjection;

namespace JinaSharp.Tests.Stores;

public sealed class VectorStoreServiceCollectionExtensionsTests
{
    [Fact]
    public async Task AddStores_EachIsAVectorStoreOfItsKind()
    {
        var services = new Collection();
        services.AddQdrantStore(new Uri("http://localhost:6333"), options => options.WriteOrdering = "strong");
        services.AddMilvusStore(new Uri("http://localhost:19530"), serviceKey: "big");
        services.AddChromaStore(new Uri("http://localhost:8000"));
        services.AddEmbeddedStore(null);

        Assert.All(services, service => Assert.Equal((typeof(IVectorStore), ServiceLifetime.Singleton), (service.ServiceType, service.Lifetime)));
        Assert.Equal("big", services[1].ServiceKey);
        IVectorStore[] stores =
        [
            Make(services[0].ImplementationFactory!(null!)), Make(services[1].KeyedImplementationFactory!(null!, "big")), Make(services[2].ImplementationFactory!(null!)), Make(services[3].ImplementationFactory!(null!)),
        ];
        Assert.Equal(["qdrant", "milvus", "chroma", "embedded"], stores.Select(store => store.Capabilities.Store));
        Assert.IsType<QdrantStore>(stores[0].GetService(typeof(QdrantStore)));
        Assert.IsType<MilvusStore>(stores[1].GetService(typeof(MilvusStore)));
        Assert.IsType<ChromaStore>(stores[2].GetService(typeof(ChromaStore)));
        foreach (var store in stores) await store.DisposeAsync();

        static IVectorStore Make(object made) => Assert.IsAssignableFrom<IVectorStore>(made);
    }

    [Fact]
    public void AddStores_BadSetting_FailsWhenTheStoreIsMade()
    {
        var services = new Collection();
        services.AddQdrantStore(new Uri("http://localhost:6333"), options => options.WriteOrdering = "sometimes");

        var error = Assert.Throws<ArgumentException>(() => services[0].ImplementationFactory!(null!));

        Assert.Contains("sometimes", error.Message, StringComparison.Ordinal);
    }

    private sealed class Collection : List<ServiceDescriptor>, IServiceCollection;
}
