using JinaSharp.Client.Batching;

namespace JinaSharp.Client.Embeddings;

/// <summary>Gathers the texts of a stream into blocks, each of one request.</summary>
internal sealed class StreamBlocks(InputReader reader, BatchLimits limits, Func<long, long> correct)
{
    private readonly BatchBuilder _builder = new(limits, correct);
    private readonly List<EmbeddingBatch> _ready = [];
    private StreamBlock _block = new(0);
    private int _index;

    /// <summary>Adds the next text; the block that is thereby complete, if one is.</summary>
    public StreamBlock? Add(string text)
    {
        ArgumentException? refused = null;
        try
        {
            var input = reader.ReadOne(text, _index);
            if (!input.IsBlank) _builder.Add(input, _ready);
        }
        catch (ArgumentException exception)
        {
            refused = exception;
        }
        StreamBlock? complete = null;
        if (_ready.Count > 0)
        {
            complete = _block.With(_ready[0]);
            _ready.Clear();
            _block = new StreamBlock(_index);
        }
        _block.Add(refused);
        _index = checked(_index + 1);
        return complete;
    }

    /// <summary>The last block; null where there is nothing left.</summary>
    public StreamBlock? Finish()
    {
        _builder.Flush(_ready);
        return _block.Count > 0 ? _block.With(_ready.Count > 0 ? _ready[0] : null) : null;
    }
}
