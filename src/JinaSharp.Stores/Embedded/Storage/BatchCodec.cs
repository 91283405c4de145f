using System.Text;
using JinaSharp.Stores.Embedded.Columns;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>The payload of a batch frame: puts and deletes.</summary>
/// <remarks><c>1, varint blob length, blob, then for each of the collection's vectors 0, or 1 and the vector</c>; <c>2, varint id length, id</c>.</remarks>
internal static class BatchCodec
{
    public const byte Put = 1;
    public const byte Delete = 2;

    /// <summary>Appends a record.</summary>
    /// <exception cref="VectorStoreException">It can't be stored.</exception>
    public static void WritePut(ByteBuffer buffer, VectorRecord record, VectorCollectionDefinition definition, ByteBuffer scratch)
    {
        var start = buffer.Length;
        try
        {
            scratch.Clear();
            RecordBlob.Write(scratch, record);
            buffer.WriteByte(Put);
            buffer.WriteVarint((uint)scratch.Length);
            buffer.WriteBytes(scratch.Written);
            foreach (var vector in definition.Vectors)
            {
                var present = record.Vectors.TryGetValue(vector.Name, out var value);
                buffer.WriteByte(present ? (byte)1 : (byte)0);
                if (present) VectorLayout.Write(buffer, vector, value!);
            }
        }
        catch (Exception error) when (error is NotSupportedException or EncoderFallbackException or OverflowException)
        {
            buffer.Truncate(start);
            var problem = error is EncoderFallbackException ? "its id, text or payload holds half of a surrogate pair; expected well-formed text." : error.Message;
            throw new VectorStoreException($"Record '{record.Id}' can't be stored: {problem}", error)
            {
                Store = EmbeddedStore.StoreName,
                Collection = definition.Name,
                Operation = "upsert",
                Code = "bad_record",
            };
        }
    }

    /// <summary>Appends the deletion of an id.</summary>
    public static void WriteDelete(ByteBuffer buffer, ReadOnlySpan<byte> id)
    {
        buffer.WriteByte(Delete);
        buffer.WriteVarint((uint)id.Length);
        buffer.WriteBytes(id);
    }
}
