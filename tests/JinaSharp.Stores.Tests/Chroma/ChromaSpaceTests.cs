using System.Text.Json;
using JinaSharp.Stores.Chroma;

namespace JinaSharp.Stores.Tests.Chroma;

/// <summary>Where a collection says how it compares, as servers and clients of every kind and age write it. (A single node turns all of these into hnsw; clusters and older servers do not.)</summary>
public sealed class ChromaSpaceTests
{
    private const string Schema = ""","schema":{"keys":{"#embedding":{"float_list":{"vector_index":{"enabled":true,"config":{"space":"ip","spann":{"search_nprobe":64}}}}}},"defaults":{"float_list":{"vector_index":{"config":{"space":"cosine"}}}}}""";

    [Theory]
    [InlineData(""" "configuration_json":{"hnsw":null,"spann":{"space":"ip","search_nprobe":64,"write_nprobe":32,"ef_search":200,"split_threshold":50}}""", DistanceMetric.Dot)]
    [InlineData(""" "configuration_json":{"spann":{"space":"cosine"}},"metadata":{"hnsw:space":"ip"}""", DistanceMetric.Cosine)]
    [InlineData(""" "configuration_json":{"hnsw":{"space":"cosine"},"spann":null}""" + Schema, DistanceMetric.Cosine)]
    [InlineData(""" "configuration_json":{"hnsw":null,"spann":null}""" + Schema, DistanceMetric.Dot)]
    [InlineData(""" "configuration_json":null,"schema":{"defaults":{"float_list":{"vector_index":{"config":{"space":"cosine"}}}}}""", DistanceMetric.Cosine)]
    [InlineData(""" "configuration_json":{},"metadata":{"hnsw:space":"ip","hnsw:M":20,"hnsw:construction_ef":128}""", DistanceMetric.Dot)]
    [InlineData(""" "metadata":{"hnsw:space":7}""", DistanceMetric.Euclidean)]
    [InlineData(""" "metadata":null""", DistanceMetric.Euclidean)]
    public void Read_FindsTheMetric(string rest, DistanceMetric metric)
    {
        var wire = JsonSerializer.Deserialize("""{"id":"1","name":"docs","dimension":2,""" + rest + "}", ChromaJson.Default.ChromaCollectionWire)!;

        var definition = ChromaDefinition.Read(wire, ChromaFunctionJson.Find(wire), null);

        Assert.Equal(metric, definition.Vectors[0].Metric);
        Assert.Empty(definition.Metadata);
        ChromaDefinition.Compare(wire, VectorCollectionDefinition.Dense("docs", 2, metric), null, null);
    }
}
