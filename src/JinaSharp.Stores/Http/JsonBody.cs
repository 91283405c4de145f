using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace JinaSharp.Stores.Http;

/// <summary>A JSON request body written into pooled memory; vectors go in as bytes, with no text made per number.</summary>
internal sealed class JsonBody : IBufferWriter<byte>, IDisposable
{
    private const int InitialSize = 16 * 1024;

    private static readonly JsonWriterOptions WriterOptions = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private byte[] _buffer;
    private int _length;
    private byte[] _scratch = [];

    public JsonBody(int expectedBytes = InitialSize)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(expectedBytes, InitialSize));
        Json = new Utf8JsonWriter(this, WriterOptions);
    }

    public Utf8JsonWriter Json { get; }

    /// <summary>What was written so far.</summary>
    public ReadOnlyMemory<byte> Written
    {
        get
        {
            Json.Flush();
            return _buffer.AsMemory(0, _length);
        }
    }

    /// <summary>Bytes written so far, those that the JSON writer still holds included.</summary>
    public long ByteCount => _length + Json.BytesPending;

    /// <summary>Writes a list of numbers that read back as the same floats.</summary>
    public void WriteFloats(ReadOnlySpan<float> values)
    {
        var needed = FloatText.MaxListBytes(values.Length);
        if (_scratch.Length < needed)
        {
            if (_scratch.Length > 0) ArrayPool<byte>.Shared.Return(_scratch);
            _scratch = ArrayPool<byte>.Shared.Rent(needed);
        }
        var written = FloatText.WriteList(values, _scratch);
        Json.WriteRawValue(_scratch.AsSpan(0, written), skipInputValidation: true);
    }

    /// <summary>Writes rows as a list of lists of numbers.</summary>
    public void WriteRows(MultiVector rows)
    {
        Json.WriteStartArray();
        for (var row = 0; row < rows.RowCount; row++) WriteFloats(rows.Values.Span.Slice(row * rows.RowDimensions, rows.RowDimensions));
        Json.WriteEndArray();
    }

    /// <summary>Writes <c>{"indices":[...],"values":[...]}</c>.</summary>
    public void WriteSparse(SparseVector vector)
    {
        Json.WriteStartObject();
        Json.WriteStartArray("indices"u8);
        foreach (var index in vector.Indices.Span) Json.WriteNumberValue(index);
        Json.WriteEndArray();
        Json.WritePropertyName("values"u8);
        WriteFloats(vector.Values.Span);
        Json.WriteEndObject();
    }

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_length);
    }

    public void Dispose()
    {
        Json.Dispose();
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        if (_scratch.Length > 0) ArrayPool<byte>.Shared.Return(_scratch);
        _buffer = _scratch = [];
        _length = 0;
    }

    private void Reserve(int sizeHint)
    {
        var needed = _length + Math.Max(sizeHint, 256);
        if (needed <= _buffer.Length) return;
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(needed, 2L * _buffer.Length), Array.MaxLength));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
