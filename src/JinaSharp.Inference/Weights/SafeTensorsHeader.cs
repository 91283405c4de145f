using System.Buffers.Binary;
using System.Text.Json;

namespace JinaSharp.Inference.Weights;

/// <summary>Reads the header of a safetensors file: u64 length, that many bytes of JSON, then the data.</summary>
/// <remarks>
/// Every number is checked against the size of the file before it is used: the header's length, each tensor's element type, sides, byte range and
/// the product of its shape. Ranges may not overlap. Nothing is allocated that the file itself does not already take.
/// </remarks>
internal static class SafeTensorsHeader
{
    /// <summary>The format's own limit.</summary>
    public const int MaxHeaderBytes = 100_000_000;

    private const int MaxRank = 8;

    public static Dictionary<string, TensorInfo> Read(Stream stream, string file)
    {
        var fileLength = stream.Length;
        Span<byte> prefix = stackalloc byte[8];
        if (stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8)
            throw Bad(file, $"it has {fileLength} bytes; a safetensors file starts with an 8-byte header length. Download it again");
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength is < 2 or > MaxHeaderBytes || (long)headerLength > fileLength - 8)
            throw Bad(file, $"its header claims {headerLength} bytes, and {fileLength - 8} bytes follow; the download may be incomplete. Download it again");
        var json = new byte[headerLength];
        stream.ReadExactly(json);
        try
        {
            return Parse(json, 8 + (long)headerLength, fileLength, file);
        }
        catch (JsonException e)
        {
            throw new ModelFormatException($"'{file}' is not a safetensors file: its header is not valid JSON ({e.Message})", file, null, e);
        }
        catch (InvalidOperationException e)
        {
            // Utf8JsonReader reports invalid UTF-8 and lone surrogates in strings this way.
            throw new ModelFormatException($"'{file}' is not a safetensors file: its header holds text that is not valid Unicode", file, null, e);
        }
    }

    private static Dictionary<string, TensorInfo> Parse(byte[] json, long dataStart, long fileLength, string file)
    {
        var tensors = new Dictionary<string, TensorInfo>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 16 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw Bad(file, "its header is not a JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name == "__metadata__")
            {
                reader.Skip();
                continue;
            }
            if (!tensors.TryAdd(name, ReadTensor(ref reader, name, dataStart, fileLength, file)))
                throw Bad(file, $"tensor '{name}' is listed twice", name);
        }
        if (reader.TokenType != JsonTokenType.EndObject) throw Bad(file, "its header does not end as a JSON object");
        EnsureDisjoint(tensors.Values, file);
        return tensors;
    }

    private static TensorInfo ReadTensor(ref Utf8JsonReader reader, string name, long dataStart, long fileLength, string file)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Bad(file, $"the entry of tensor '{name}' is not an object", name);
        string? typeName = null;
        List<long>? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString();
            reader.Read();
            switch (key)
            {
                case "dtype" when reader.TokenType == JsonTokenType.String:
                    typeName = reader.GetString();
                    break;
                case "shape":
                    shape = ReadNumbers(ref reader, name, file, MaxRank);
                    break;
                case "data_offsets":
                    offsets = ReadNumbers(ref reader, name, file, 2);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        if (!TensorDTypes.TryParse(typeName, out var type)) throw Bad(file, $"tensor '{name}' has the unknown element type '{typeName}'", name);
        if (shape is null) throw Bad(file, $"tensor '{name}' has no shape", name);
        if (offsets is not { Count: 2 }) throw Bad(file, $"tensor '{name}' has no pair of data offsets", name);
        var dataLength = fileLength - dataStart;
        if (offsets[0] > offsets[1] || offsets[1] > dataLength)
            throw Bad(file, $"tensor '{name}' claims the bytes {offsets[0]} to {offsets[1]} of {dataLength}; the download may be incomplete. Download it again", name);
        var sides = shape.ToArray();
        if (!TryByteCount(sides, type, out var bytes) || bytes != offsets[1] - offsets[0])
            throw Bad(file, $"tensor '{name}' of shape {TensorInfo.FormatShape(sides)} {typeName} does not take the {offsets[1] - offsets[0]} bytes that it claims", name);
        return new TensorInfo(name, type, sides, dataStart + offsets[0], bytes);
    }

    private static List<long> ReadNumbers(ref Utf8JsonReader reader, string name, string file, int max)
    {
        var numbers = new List<long>(4);
        if (reader.TokenType != JsonTokenType.StartArray) throw Bad(file, $"tensor '{name}' has something else where a list of numbers is expected", name);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (numbers.Count == max || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var value) || value < 0)
                throw Bad(file, $"tensor '{name}' has a shape or offset that is not a short list of whole numbers", name);
            numbers.Add(value);
        }
        return numbers;
    }

    private static bool TryByteCount(long[] shape, TensorDType type, out long bytes)
    {
        bytes = type.ByteSize();
        foreach (var side in shape)
        {
            if (side != 0 && bytes > long.MaxValue / side) return false;
            bytes *= side;
        }
        return true;
    }

    private static void EnsureDisjoint(IEnumerable<TensorInfo> tensors, string file)
    {
        TensorInfo? previous = null;
        foreach (var tensor in tensors.Where(t => t.ByteLength > 0).OrderBy(t => t.Offset))
        {
            if (previous is not null && tensor.Offset < previous.Offset + previous.ByteLength)
                throw Bad(file, $"tensors '{previous.Name}' and '{tensor.Name}' share bytes", tensor.Name);
            previous = tensor;
        }
    }

    private static ModelFormatException Bad(string file, string what, string? tensor = null) =>
        new($"'{file}' is not a usable safetensors file: {what}.", file, tensor);
}
