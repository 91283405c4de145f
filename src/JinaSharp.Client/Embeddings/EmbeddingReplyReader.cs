using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Json;
using JinaSharp.Vectors;
using JinaSharp.Wire;

namespace JinaSharp.Client.Embeddings;

/// <summary>
/// Reads an embeddings answer. Numbers and base64 go straight into the arrays that are handed out; everything else, which is little, goes
/// through the platform's reader.
/// </summary>
internal ref struct EmbeddingReplyReader
{
    private readonly ReadOnlySpan<byte> _padded;
    private readonly ReadOnlySpan<byte> _json;
    private float[] _scratch;
    private int _at;

    private EmbeddingReplyReader(ReadOnlySpan<byte> paddedJson)
    {
        _padded = paddedJson;
        _json = paddedJson[..^Utf8FloatParser.Padding];
        _scratch = ArrayPool<float>.Shared.Rent(4096);
    }

    /// <summary>Reads an answer.</summary>
    /// <param name="paddedJson">The body, followed by <see cref="Utf8FloatParser.Padding"/> zero bytes.</param>
    /// <exception cref="JsonException">The body is not such an answer.</exception>
    public static EmbeddingReply Read(ReadOnlySpan<byte> paddedJson)
    {
        var reader = new EmbeddingReplyReader(paddedJson);
        try
        {
            return reader.ReadRoot();
        }
        finally
        {
            ArrayPool<float>.Shared.Return(reader._scratch);
        }
    }

    private EmbeddingReply ReadRoot()
    {
        var reply = new EmbeddingReply();
        var hasData = false;
        Expect((byte)'{');
        for (var first = true; NextProperty(first, out var name); first = false)
        {
            if (name.SequenceEqual("data"u8) && Peek() == '[')
            {
                hasData = true;
                ReadData(reply);
            }
            else if (name.SequenceEqual("model"u8))
            {
                reply.Model = ReadText();
            }
            else if (name.SequenceEqual("usage"u8))
            {
                reply.Usage = ReadUsage();
            }
            else
            {
                SkipValue();
            }
        }
        if (Peek() != 0 || _at < _json.Length) throw new JsonException($"There is more after the end of the answer, at byte {_at}.");
        if (!hasData) throw new JsonException("The answer has no 'data' list.");
        return reply;
    }

    private void ReadData(EmbeddingReply reply)
    {
        _at++;
        if (Peek() == ']')
        {
            _at++;
            return;
        }
        while (true)
        {
            reply.Items.Add(ReadItem());
            var next = Peek();
            _at++;
            if (next == ']') return;
            if (next != ',') throw Unexpected(_at - 1, "',' or ']'");
        }
    }

    private EmbeddingReplyItem ReadItem()
    {
        var item = new EmbeddingReplyItem();
        Expect((byte)'{');
        for (var first = true; NextProperty(first, out var name); first = false)
        {
            if (name.SequenceEqual("embedding"u8)) ReadEmbedding(ref item);
            else if (name.SequenceEqual("embeddings"u8)) ReadRows(ref item);
            else if (name.SequenceEqual("index"u8)) item.Index = ReadIndex();
            else if (name.SequenceEqual("tokenized_input"u8)) item.TokenizedInput = ReadTexts();
            else SkipValue();
        }
        return item;
    }

    private void ReadEmbedding(ref EmbeddingReplyItem item)
    {
        switch (Peek())
        {
            case (byte)'"':
                item.Values = ReadBase64();
                break;
            case (byte)'{':
                item.TokenWeights = ReadWeights();
                break;
            case (byte)'[' when IsListOfLists():
                ReadRows(ref item);
                break;
            case (byte)'[':
                item.Values = _scratch.AsSpan(0, ReadNumbers(0)).ToArray();
                break;
            default:
                SkipValue(); // null: the item counts as missing
                break;
        }
    }

    /// <summary>A list of rows, each a list of numbers or a base64 text; all must be of one length.</summary>
    private void ReadRows(ref EmbeddingReplyItem item)
    {
        if (Peek() != '[')
        {
            SkipValue();
            return;
        }
        _at++;
        int total = 0, width = 0;
        while (Peek() != ']')
        {
            int length;
            if (Peek() == '"')
            {
                var row = ReadBase64();
                length = row.Length;
                EnsureScratch(total + length, total);
                row.CopyTo(_scratch.AsSpan(total));
            }
            else
            {
                length = ReadNumbers(total);
            }
            if (width == 0) width = length;
            if (length != width || length == 0) throw new JsonException($"The rows of a multi-vector differ in length: {width} and {length}.");
            total += length;
            if (Peek() == ',') _at++;
            else if (Peek() != ']') throw Unexpected(_at, "',' or ']'");
        }
        _at++;
        item.Values = _scratch.AsSpan(0, total).ToArray();
        item.RowDimensions = width;
    }

    /// <summary>A list of numbers into the scratch space from <paramref name="start"/> on; returns their count.</summary>
    private int ReadNumbers(int start)
    {
        Peek();
        while (true)
        {
            switch (Utf8FloatParser.ParseArray(_padded[_at..], _scratch.AsSpan(start), out var consumed, out var written))
            {
                case OperationStatus.Done:
                    _at += consumed;
                    return written;
                case OperationStatus.DestinationTooSmall:
                    EnsureScratch(_scratch.Length + 1, start);
                    break;
                default:
                    throw new JsonException($"An embedding near byte {_at} is not a list of numbers, or is cut off.");
            }
        }
    }

    /// <summary>Base64 of little-endian floats, decoded into the array that is handed out.</summary>
    private float[] ReadBase64()
    {
        var rest = _json[(_at + 1)..];
        var length = rest.IndexOf((byte)'"');
        if (length < 0) throw Unexpected(_json.Length, "the end of a base64 text");
        var text = rest[..length];
        if (text.Contains((byte)'\\')) return ReadEscapedBase64();
        _at += length + 2;
        var byteCount = text.Length / 4 * 3;
        if (text.EndsWith("=="u8)) byteCount -= 2;
        else if (text.EndsWith("="u8)) byteCount--;
        if (text.Length % 4 != 0 || byteCount % sizeof(float) != 0) throw NotFloats(text.Length);
        var values = GC.AllocateUninitializedArray<float>(byteCount / sizeof(float));
        if (Base64.DecodeFromUtf8(text, MemoryMarshal.AsBytes(values.AsSpan()), out _, out var written) != OperationStatus.Done || written != byteCount)
            throw NotFloats(text.Length);
        return FromLittleEndian(values);
    }

    /// <summary>Some servers write '/' as '\/'.</summary>
    private float[] ReadEscapedBase64()
    {
        var reader = new Utf8JsonReader(_json[_at..]);
        reader.Read();
        if (!reader.TryGetBytesFromBase64(out var bytes) || bytes.Length % sizeof(float) != 0) throw NotFloats(reader.ValueSpan.Length);
        _at += (int)reader.BytesConsumed;
        return FromLittleEndian(MemoryMarshal.Cast<byte, float>(bytes).ToArray());
    }

    private static float[] FromLittleEndian(float[] values)
    {
        if (!BitConverter.IsLittleEndian)
        {
            var words = MemoryMarshal.Cast<float, int>(values.AsSpan());
            BinaryPrimitives.ReverseEndianness(words, words);
        }
        return values;
    }

    private Dictionary<string, float> ReadWeights()
    {
        var reader = ReaderHere();
        Dictionary<string, float> weights = new(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var token = reader.GetString()!;
            reader.Read();
            weights[token] = reader.GetSingle();
        }
        _at += (int)reader.BytesConsumed;
        return weights;
    }

    private string[]? ReadTexts()
    {
        var reader = ReaderHere();
        List<string>? texts = null;
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            texts = [];
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) texts.Add(reader.GetString() ?? "");
        }
        _at += (int)reader.BytesConsumed;
        return texts?.ToArray();
    }

    private int ReadIndex()
    {
        var reader = ReaderHere();
        _at += (int)reader.BytesConsumed;
        // Python servers may write whole numbers as 3.0.
        return reader.TryGetInt32(out var index) ? index : checked((int)reader.GetDouble());
    }

    private string? ReadText()
    {
        var reader = ReaderHere();
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null)) reader.Skip();
        _at += (int)reader.BytesConsumed;
        return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }

    private WireUsage? ReadUsage()
    {
        var reader = new Utf8JsonReader(_json[SkipSpace()..]);
        var usage = JsonSerializer.Deserialize(ref reader, JinaWireContext.Default.WireUsage);
        _at += (int)reader.BytesConsumed;
        return usage;
    }

    private void SkipValue()
    {
        var reader = ReaderHere();
        reader.Skip();
        _at += (int)reader.BytesConsumed;
    }

    private Utf8JsonReader ReaderHere()
    {
        var reader = new Utf8JsonReader(_json[SkipSpace()..]);
        if (!reader.Read()) throw Unexpected(_at, "a value");
        return reader;
    }

    /// <summary>Moves to the next property's value; false at the end of the object.</summary>
    private bool NextProperty(bool first, out ReadOnlySpan<byte> name)
    {
        name = default;
        var next = Peek();
        if (next == '}')
        {
            _at++;
            return false;
        }
        if (!first)
        {
            if (next != ',') throw Unexpected(_at, "',' or '}'");
            _at++;
            next = Peek();
        }
        if (next != '"') throw Unexpected(_at, "a property name");
        var rest = _json[(_at + 1)..];
        var length = rest.IndexOf((byte)'"');
        // An escaped name is none of ours; the platform's reader finds its end.
        if (length < 0 || rest[..length].Contains((byte)'\\'))
        {
            var reader = ReaderHere();
            _at += (int)reader.BytesConsumed;
        }
        else
        {
            name = rest[..length];
            _at += length + 2;
        }
        Expect((byte)':');
        return true;
    }

    private readonly bool IsListOfLists()
    {
        var i = _at + 1;
        while (i < _json.Length && _json[i] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') i++;
        return i < _json.Length && _json[i] is (byte)'[' or (byte)'"';
    }

    private void EnsureScratch(int length, int keep)
    {
        if (_scratch.Length >= length) return;
        var larger = ArrayPool<float>.Shared.Rent(Math.Max(length, _scratch.Length * 2));
        _scratch.AsSpan(0, keep).CopyTo(larger);
        ArrayPool<float>.Shared.Return(_scratch);
        _scratch = larger;
    }

    private int SkipSpace()
    {
        while (_padded[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') _at++;
        return _at;
    }

    /// <summary>The next byte that is not blank; zero at the end.</summary>
    private byte Peek() => _padded[SkipSpace()];

    private void Expect(byte expected)
    {
        if (Peek() != expected) throw Unexpected(_at, $"'{(char)expected}'");
        _at++;
    }

    private readonly JsonException Unexpected(int at, string expected) =>
        new(at >= _json.Length ? $"The JSON is cut off at byte {at}; {expected} was expected." : $"Byte {at} is 0x{_padded[at]:X2}; {expected} was expected.");

    private static JsonException NotFloats(int length) => new($"A text of {length} characters is not base64 of 32-bit floats.");
}
