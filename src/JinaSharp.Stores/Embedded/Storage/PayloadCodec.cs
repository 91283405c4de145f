using System.Buffers.Binary;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>Payloads as bytes: small, skippable without decoding, so that filters run over them as they lie in the file.</summary>
internal static class PayloadCodec
{
    /// <summary>How deep lists and maps may be nested.</summary>
    public const int MaxDepth = 64;

    /// <summary>Writes the entries of a payload: their count, then name and value of each.</summary>
    public static void WriteEntries(ByteBuffer buffer, IReadOnlyDictionary<string, PayloadValue> entries, int depth = 0)
    {
        buffer.WriteVarint((uint)entries.Count);
        foreach (var (name, value) in entries)
        {
            buffer.WriteText(name);
            Write(buffer, value, depth);
        }
    }

    /// <summary>Reads the entries of a payload.</summary>
    public static Dictionary<string, PayloadValue> ReadEntries(ref ByteReader reader)
    {
        var count = checked((int)reader.TakeVarint());
        // An entry takes two bytes at least: a damaged count cannot ask for more memory than the bytes justify.
        if (count > reader.Remaining / 2) throw new FormatException($"A payload claims {count} entries in {reader.Remaining} bytes.");
        var entries = new Dictionary<string, PayloadValue>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var name = StrictUtf8.Encoding.GetString(reader.TakeBlock());
            entries[name] = Read(ref reader);
        }
        return entries;
    }

    /// <summary>Passes over a value and returns its bytes after the tag; of a list or map those after its byte count.</summary>
    public static ReadOnlySpan<byte> TakeValue(ref ByteReader reader, out PayloadTag tag)
    {
        tag = (PayloadTag)reader.TakeByte();
        return tag switch
        {
            PayloadTag.Null or PayloadTag.False or PayloadTag.True => default,
            PayloadTag.Integer or PayloadTag.Number => reader.Take(8),
            PayloadTag.Text => reader.TakeBlock(),
            PayloadTag.List or PayloadTag.Map => reader.Take(reader.TakeInt32()),
            _ => throw new FormatException($"Unknown payload tag {(byte)tag}."),
        };
    }

    /// <summary>Makes a value from what <see cref="TakeValue"/> returned.</summary>
    public static PayloadValue ToValue(PayloadTag tag, ReadOnlySpan<byte> bytes)
    {
        switch (tag)
        {
            case PayloadTag.False: return false;
            case PayloadTag.True: return true;
            case PayloadTag.Integer: return BinaryPrimitives.ReadInt64LittleEndian(bytes);
            case PayloadTag.Number: return BinaryPrimitives.ReadDoubleLittleEndian(bytes);
            case PayloadTag.Text: return StrictUtf8.Encoding.GetString(bytes);
            case PayloadTag.List:
            {
                var reader = new ByteReader(bytes);
                var items = new PayloadValue[Math.Min(checked((int)reader.TakeVarint()), bytes.Length)];
                for (var i = 0; i < items.Length; i++) items[i] = Read(ref reader);
                return PayloadValue.FromList(items);
            }
            case PayloadTag.Map:
            {
                var reader = new ByteReader(bytes);
                return PayloadValue.FromMap(ReadEntries(ref reader));
            }
            default: return PayloadValue.Null;
        }
    }

    private static PayloadValue Read(ref ByteReader reader)
    {
        var bytes = TakeValue(ref reader, out var tag);
        return ToValue(tag, bytes);
    }

    private static void Write(ByteBuffer buffer, PayloadValue value, int depth)
    {
        if (depth > MaxDepth) throw new NotSupportedException($"its payload is nested deeper than {MaxDepth} levels.");
        switch (value.Kind)
        {
            case PayloadKind.Null:
                buffer.WriteByte((byte)PayloadTag.Null);
                break;
            case PayloadKind.Boolean:
                buffer.WriteByte((byte)(value.AsBoolean() ? PayloadTag.True : PayloadTag.False));
                break;
            case PayloadKind.Integer:
                buffer.WriteByte((byte)PayloadTag.Integer);
                buffer.WriteInt64(value.AsInt64());
                break;
            case PayloadKind.Number:
                buffer.WriteByte((byte)PayloadTag.Number);
                buffer.WriteDouble(value.AsDouble());
                break;
            case PayloadKind.String:
                buffer.WriteByte((byte)PayloadTag.Text);
                buffer.WriteText(value.AsString());
                break;
            default:
                WriteNested(buffer, value, depth);
                break;
        }
    }

    private static void WriteNested(ByteBuffer buffer, PayloadValue value, int depth)
    {
        buffer.WriteByte((byte)(value.Kind == PayloadKind.List ? PayloadTag.List : PayloadTag.Map));
        var lengthAt = buffer.Length;
        buffer.WriteInt32(0);
        if (value.Kind == PayloadKind.List)
        {
            var items = value.AsList();
            buffer.WriteVarint((uint)items.Count);
            foreach (var item in items) Write(buffer, item, depth + 1);
        }
        else
        {
            WriteEntries(buffer, value.AsMap(), depth + 1);
        }
        buffer.PatchInt32(lengthAt, buffer.Length - lengthAt - 4);
    }
}
