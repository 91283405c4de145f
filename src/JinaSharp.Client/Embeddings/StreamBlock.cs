using JinaSharp.Client.Batching;
using Microsoft.Extensions.AI;

namespace JinaSharp.Client.Embeddings;

/// <summary>Neighbouring inputs of a stream that are sent, and given out, together.</summary>
internal sealed class StreamBlock(int first)
{
    private readonly List<ArgumentException?> _refused = [];
    private EmbeddingRun? _run;
    private Dictionary<int, JinaException>? _failures;

    public int Count => _refused.Count;

    public EmbeddingBatch? Batch { get; private set; }

    public EmbeddingRun Run => _run ??= new EmbeddingRun(Count, first);

    /// <summary>Adds the next input, with the reason where it cannot be sent.</summary>
    public void Add(ArgumentException? refused) => _refused.Add(refused);

    public StreamBlock With(EmbeddingBatch? batch)
    {
        Batch = batch;
        return this;
    }

    public EmbeddingOutcome Outcome(int offset, EmbeddingSpec spec)
    {
        var index = first + offset;
        if (_refused[offset] is { } refused) return new EmbeddingOutcome(index, null, new JinaException(refused.Message, refused) { Code = "invalid_input" });
        _failures ??= Run.Failures.DistinctBy(static failure => failure.Index).ToDictionary(static failure => failure.Index, static failure => failure.Error);
        if (_failures.Count > 0 && _failures.TryGetValue(index, out var error)) return new EmbeddingOutcome(index, null, error);
        var item = Run[index];
        // A blank input that the policy lets pass has no vector of its own.
        var values = item.Values ?? [];
        return new EmbeddingOutcome(index, new Embedding<float>(values) { ModelId = Run.Model ?? spec.Model }, null);
    }
}
