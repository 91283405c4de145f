namespace JinaSharp.Core.Tests.Stores;

public sealed class SearchQueryTests
{
    [Fact]
    public void ByVector_SetsOneLeg()
    {
        var query = SearchQuery.ByVector(new float[] { 1, 2 }, top: 3, vectorName: "image");

        var leg = Assert.Single(query.Legs);
        Assert.Equal("image", leg.VectorName);
        Assert.Equal(VectorKind.Dense, leg.Vector!.Kind);
        Assert.Null(leg.Text);
        Assert.Equal(3, query.Top);
        Assert.Null(query.MinScore);
    }

    [Fact]
    public void Hybrid_OfOneLeg_IsRefused() =>
        Assert.Throws<ArgumentException>(() => SearchQuery.Hybrid([SearchLeg.ByText("x")]));

    [Fact]
    public void Hybrid_LegsListChangedLater_DoesNotShow()
    {
        var legs = new List<SearchLeg> { SearchLeg.ByText("a"), SearchLeg.ByText("b") };
        var query = SearchQuery.Hybrid(legs);

        legs.Clear();

        Assert.Equal(2, query.Legs.Count);
    }

    [Fact]
    public void Require_MissingFeature_NamesTheStoresThatHaveIt()
    {
        var capabilities = new VectorStoreCapabilities { Store = "chroma", Features = KnownStoreFeatures.Chroma };

        var error = Assert.Throws<VectorStoreException>(() => capabilities.Require(VectorStoreFeatures.MultiVectors, "A multi-vector", "docs"));

        Assert.Contains("embedded", error.Message, StringComparison.Ordinal);
        Assert.Contains("qdrant", error.Message, StringComparison.Ordinal);
        Assert.Equal("docs", error.Collection);
        Assert.Equal("unsupported_feature", error.Code);
    }

    [Fact]
    public void SparseVector_UnsortedIndices_IsRefused() =>
        Assert.Throws<ArgumentException>(() => VectorValue.Sparse(new uint[] { 3, 3 }, new float[] { 1, 2 }));

    [Fact]
    public void FromEmbedding_EveryForm_KeepsItsValues()
    {
        Assert.Equal([1f, 2f], ((DenseVector)VectorValue.FromEmbedding(new Microsoft.Extensions.AI.Embedding<float>(new float[] { 1, 2 }))).Values.ToArray());
        Assert.Equal(2, ((MultiVector)VectorValue.FromEmbedding(new MultiVectorEmbedding(new float[] { 1, 2, 3, 4 }, 2))).RowCount);
        Assert.Equal([7u], ((SparseVector)VectorValue.FromEmbedding(new SparseEmbedding(new uint[] { 7 }, new float[] { 1 }))).Indices.ToArray());
        Assert.Equal([200], ((BinaryVector)VectorValue.FromEmbedding(new Microsoft.Extensions.AI.Embedding<byte>(new byte[] { 200 }))).Bits.ToArray());
    }
}
