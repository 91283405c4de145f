using JinaSharp.Client.Embeddings;

namespace JinaSharp.Client.Batching;

/// <summary>The inputs of one request.</summary>
internal sealed class EmbeddingBatch
{
    public List<EmbeddingInput> Items { get; } = [];

    public long RawTokens { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Whether the only item is a PDF, which is sent without a list and may give many vectors.</summary>
    public bool IsPdf => Items.Count == 1 && Items[0].IsPdf;

    public void Add(EmbeddingInput input)
    {
        Items.Add(input);
        RawTokens += input.RawTokens;
        Bytes += input.Bytes;
    }

    public static EmbeddingBatch Of(IEnumerable<EmbeddingInput> inputs)
    {
        var batch = new EmbeddingBatch();
        foreach (var input in inputs) batch.Add(input);
        return batch;
    }
}
