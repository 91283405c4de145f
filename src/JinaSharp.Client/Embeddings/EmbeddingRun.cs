using JinaSharp.Client.Batching;
using Microsoft.Extensions.AI;

namespace JinaSharp.Client.Embeddings;

/// <summary>What came of all requests of one call, or of one part of a stream.</summary>
/// <param name="inputCount">The number of inputs.</param>
/// <param name="firstIndex">The position of the first of them.</param>
internal sealed class EmbeddingRun(int inputCount, int firstIndex = 0)
{
    private readonly Lock _gate = new();
    private readonly EmbeddingReplyItem[] _items = new EmbeddingReplyItem[inputCount];
    private long _inputTokens;
    private long _totalTokens;

    /// <summary>The number of inputs.</summary>
    public int Count => _items.Length;

    /// <summary>The second and later pages of PDFs, by input.</summary>
    public Dictionary<int, List<EmbeddingReplyItem>> FurtherPages { get; } = [];

    public List<ItemFailure> Failures { get; } = [];

    public string? Model { get; private set; }

    public UsageDetails Usage => new() { InputTokenCount = _inputTokens, TotalTokenCount = _totalTokens };

    /// <summary>The first, and but for PDFs only, entry of an input.</summary>
    public ref readonly EmbeddingReplyItem this[int index] => ref _items[index - firstIndex];

    public void Add(EmbeddingBatch batch, EmbeddingReply reply)
    {
        lock (_gate)
        {
            Model ??= reply.Model;
            _totalTokens += reply.Usage?.Total ?? 0;
            _inputTokens += reply.Usage?.PromptTokens ?? reply.Usage?.Total ?? 0;
            if (batch.IsPdf && reply.Items.Count > 1) FurtherPages[batch.Items[0].Index] = reply.Items[1..];
            var (start, end) = batch.IsPdf ? (0, 1) : (batch.KeepFrom, batch.KeepTo);
            for (var i = start; i < end; i++) _items[batch.Items[i].Index - firstIndex] = reply.Items[i];
        }
    }

    public void Fail(IEnumerable<EmbeddingInput> inputs, JinaException error)
    {
        lock (_gate)
        {
            foreach (var input in inputs) Failures.Add(new ItemFailure(input.Index, error));
        }
    }
}
