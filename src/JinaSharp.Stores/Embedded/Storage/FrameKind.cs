namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>What a frame of a log holds.</summary>
internal enum FrameKind : ushort
{
    /// <summary>Records put and ids deleted, which happen together or not at all.</summary>
    Batch = 1,

    /// <summary>Nothing: the writer ended in order, and all before is durable.</summary>
    Close = 2,
}
