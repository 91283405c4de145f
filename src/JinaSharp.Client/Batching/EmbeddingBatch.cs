using JinaSharp.Client.Embeddings;

namespace JinaSharp.Client.Batching;

/// <summary>The inputs of one request.</summary>
internal sealed class EmbeddingBatch
{
    private int? _keepTo;

    public List<EmbeddingInput> Items { get; } = [];

    public long RawTokens { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>The first item whose embedding is taken from this request; the ones before it only give context.</summary>
    public int KeepFrom { get; private init; }

    /// <summary>The item after the last one whose embedding is taken; that one and the rest only give context.</summary>
    public int KeepTo
    {
        get => _keepTo ?? Items.Count;
        private init => _keepTo = value;
    }

    /// <summary>The items whose embeddings are taken from this request.</summary>
    public IEnumerable<EmbeddingInput> Kept => Items.Skip(KeepFrom).Take(KeepTo - KeepFrom);

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

    /// <summary>A request of some items of a document, of which only some are taken from it.</summary>
    public static EmbeddingBatch Window(IEnumerable<EmbeddingInput> inputs, int keepFrom, int keepTo)
    {
        var batch = new EmbeddingBatch { KeepFrom = keepFrom, KeepTo = keepTo };
        foreach (var input in inputs) batch.Add(input);
        return batch;
    }
}
