namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>A record without its vectors as bytes: id, text, payload.</summary>
/// <remarks><c>varint id length, id; varint text length + 1 (0: no text), text; payload entries</c>, texts in UTF-8.</remarks>
internal static class RecordBlob
{
    private static readonly Dictionary<string, PayloadValue> NoPayload = [];
    private static readonly Dictionary<string, VectorValue> NoVectors = [];

    public static void Write(ByteBuffer buffer, VectorRecord record)
    {
        buffer.WriteText(record.Id);
        if (record.Text is { } text)
        {
            var byteCount = StrictUtf8.Encoding.GetByteCount(text);
            buffer.WriteVarint(checked((uint)byteCount + 1));
            StrictUtf8.Encoding.GetBytes(text, buffer.Append(byteCount));
        }
        else
        {
            buffer.WriteVarint(0);
        }
        PayloadCodec.WriteEntries(buffer, record.Payload);
    }

    public static ReadOnlySpan<byte> Id(ReadOnlySpan<byte> blob) => new ByteReader(blob).TakeBlock();

    public static string IdText(ReadOnlySpan<byte> blob) => StrictUtf8.Encoding.GetString(Id(blob));

    /// <summary>The text's bytes; false when the record has no text.</summary>
    public static bool TryText(ReadOnlySpan<byte> blob, out ReadOnlySpan<byte> text)
    {
        var reader = new ByteReader(blob);
        reader.TakeBlock();
        return reader.TakeOptionalBlock(out text);
    }

    /// <summary>The encoded payload entries.</summary>
    public static ReadOnlySpan<byte> Payload(ReadOnlySpan<byte> blob)
    {
        var reader = new ByteReader(blob);
        reader.TakeBlock();
        reader.TakeOptionalBlock(out _);
        return reader.Rest;
    }

    /// <summary>Makes the record with the parts asked for; vectors are the caller's.</summary>
    public static VectorRecord Read(ReadOnlySpan<byte> blob, RecordParts parts, IReadOnlyDictionary<string, VectorValue>? vectors)
    {
        var reader = new ByteReader(blob);
        var id = StrictUtf8.Encoding.GetString(reader.TakeBlock());
        var text = reader.TakeOptionalBlock(out var bytes) && parts.HasFlag(RecordParts.Text) ? StrictUtf8.Encoding.GetString(bytes) : null;
        return new VectorRecord(id)
        {
            Text = text,
            Payload = parts.HasFlag(RecordParts.Payload) ? PayloadCodec.ReadEntries(ref reader) : NoPayload,
            Vectors = vectors ?? NoVectors,
        };
    }
}
