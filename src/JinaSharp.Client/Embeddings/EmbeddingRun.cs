using Microsoft.Extensions.AI;

namespace JinaSharp.Client.Embeddings;

/// <summary>What came of all requests of one call.</summary>
internal sealed class EmbeddingRun(int inputCount)
{
    private readonly Lock _gate = new();
    private long _inputTokens;
    private long _totalTokens;

    /// <summary>The first entry of every input.</summary>
    public EmbeddingReplyItem[] Items { get; } = new EmbeddingReplyItem[inputCount];

    /// <summary>The second and later pages of PDFs, by input.</summary>
    public Dictionary<int, List<EmbeddingReplyItem>> FurtherPages { get; } = [];

    public List<JinaItemFailure> Failures { get; } = [];

    public string? Model { get; private set; }

    public UsageDetails Usage => new() { InputTokenCount = _inputTokens, TotalTokenCount = _totalTokens };

    public void Add(Batching.EmbeddingBatch batch, EmbeddingReply reply)
    {
        lock (_gate)
        {
            Model ??= reply.Model;
            _totalTokens += reply.Usage?.Total ?? 0;
            _inputTokens += reply.Usage?.PromptTokens ?? reply.Usage?.Total ?? 0;
            if (batch.IsPdf)
            {
                Items[batch.Items[0].Index] = reply.Items[0];
                if (reply.Items.Count > 1) FurtherPages[batch.Items[0].Index] = reply.Items[1..];
                return;
            }
            for (var i = 0; i < batch.Items.Count; i++) Items[batch.Items[i].Index] = reply.Items[i];
        }
    }

    public void Fail(IEnumerable<EmbeddingInput> inputs, JinaException error)
    {
        lock (_gate)
        {
            foreach (var input in inputs) Failures.Add(new JinaItemFailure(input.Index, error));
        }
    }
}
