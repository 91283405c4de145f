namespace JinaSharp.Core.Tests.Embeddings;

public sealed class MultiVectorEmbeddingTests
{
    [Fact]
    public void FromRows_KeepsRowsInOrder()
    {
        var embedding = MultiVectorEmbedding.FromRows([new float[] { 1, 2 }, new float[] { 3, 4 }, new float[] { 5, 6 }]);

        Assert.Equal((3, 2, 2), (embedding.RowCount, embedding.RowDimensions, embedding.Dimensions));
        Assert.Equal([3f, 4f], embedding.GetRow(1).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => embedding.GetRow(3));
    }

    [Fact]
    public void FromRows_UnequalRowsOrNone_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => MultiVectorEmbedding.FromRows([]));
        Assert.Contains("Row 1", Assert.Throws<ArgumentException>(() => MultiVectorEmbedding.FromRows([new float[2], new float[3]])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new MultiVectorEmbedding(new float[5], 2));
    }

    [Fact]
    public void Sparse_WrongLists_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new SparseEmbedding(new uint[] { 1, 2 }, new float[] { 1 }));
        Assert.Throws<ArgumentException>(() => new SparseEmbedding(new uint[] { 2, 1 }, new float[] { 1, 1 }));
        Assert.Throws<ArgumentException>(() => new SparseEmbedding(new uint[] { 1 }, new float[] { 1 }, ["a", "b"]));
        Assert.Equal(1, new SparseEmbedding(new uint[] { 9 }, new float[] { 1 }, ["a"]).Dimensions);
    }
}
