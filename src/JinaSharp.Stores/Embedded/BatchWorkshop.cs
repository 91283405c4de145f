using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Embedded;

/// <summary>The memory in which one call makes its batches. Kept for the next call.</summary>
internal sealed class BatchWorkshop(VectorCollectionDefinition definition)
{
    private readonly ByteBuffer _scratch = new();
    private readonly BatchPreparer _preparer = new(definition);

    /// <summary>The batch in the making: room for a frame's header, then the operations.</summary>
    public ByteBuffer Frame { get; } = new();

    /// <summary>Bytes of operations so far.</summary>
    public int ByteCount => Frame.Length - FrameHeader.ByteCount;

    /// <summary>Bytes held.</summary>
    public long Capacity => Frame.Capacity + _scratch.Capacity + _preparer.Capacity;

    /// <summary>Begins a batch.</summary>
    public void Begin() => LogWriter.BeginFrame(Frame);

    /// <summary>Adds a record.</summary>
    /// <exception cref="VectorStoreException">It can't be stored.</exception>
    public void Put(VectorRecord record) => BatchCodec.WritePut(Frame, record, definition, _scratch);

    /// <summary>Adds the deletion of an id.</summary>
    public void Delete(ReadOnlySpan<byte> id) => BatchCodec.WriteDelete(Frame, id);

    /// <summary>Works out what can be before the batch's turn comes.</summary>
    public PreparedBatch Prepare() => _preparer.Prepare(LogWriter.Payload(Frame));
}
