using JinaSharp.Client.Embeddings;

namespace JinaSharp.Client.Batching;

/// <summary>Fills requests up to the limits, in the order of the inputs. An input over a limit on its own gets a request of its own, and so does a PDF.</summary>
internal sealed class BatchBuilder(BatchLimits limits, Func<long, long> correct)
{
    private EmbeddingBatch _open = new();

    /// <summary>Adds an input; requests that are thereby complete go to <paramref name="ready"/>.</summary>
    public void Add(EmbeddingInput input, ICollection<EmbeddingBatch> ready)
    {
        if (input.IsPdf)
        {
            Flush(ready);
            ready.Add(EmbeddingBatch.Of([input]));
            return;
        }
        if (_open.Items.Count > 0
            && (_open.Items.Count == limits.Items
                || _open.Bytes + input.Bytes > limits.Bytes
                || correct(_open.RawTokens + input.RawTokens) > limits.Tokens))
            Flush(ready);
        _open.Add(input);
    }

    /// <summary>Completes the last request.</summary>
    public void Flush(ICollection<EmbeddingBatch> ready)
    {
        if (_open.Items.Count == 0) return;
        ready.Add(_open);
        _open = new EmbeddingBatch();
    }
}
