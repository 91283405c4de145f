using System.Buffers;
using System.Text.Json;

namespace JinaSharp.Stores.Http;

/// <summary>Reads vectors from JSON straight into float arrays.</summary>
internal static class VectorJson
{
    /// <summary>Reads the list of numbers that the reader stands on.</summary>
    public static float[] ReadFloats(ref Utf8JsonReader reader)
    {
        Expect(reader.TokenType, JsonTokenType.StartArray);
        reader.Read();
        return ReadRest(ref reader);
    }

    /// <summary>Reads what the reader stands on: a list of numbers as a dense vector, a list of lists as a multi-vector.</summary>
    public static VectorValue ReadDenseOrMulti(ref Utf8JsonReader reader)
    {
        Expect(reader.TokenType, JsonTokenType.StartArray);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray) return new DenseVector(ReadRest(ref reader));
        var rows = new List<float[]>();
        while (reader.TokenType == JsonTokenType.StartArray)
        {
            rows.Add(ReadFloats(ref reader));
            reader.Read();
        }
        return Join(rows);
    }

    public static MultiVector Join(List<float[]> rows)
    {
        var dimensions = rows[0].Length;
        var values = new float[rows.Count * dimensions];
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Length != dimensions) throw new JsonException($"Row {i} of a multi-vector has {rows[i].Length} dimensions; expected {dimensions}.");
            rows[i].CopyTo(values, i * dimensions);
        }
        return new MultiVector(values, dimensions);
    }

    /// <summary>Makes a sparse vector of positions in any order.</summary>
    public static SparseVector Sparse(uint[] indices, float[] values)
    {
        if (indices.Length != values.Length) throw new JsonException($"A sparse vector has {indices.Length} indices and {values.Length} values.");
        Array.Sort(indices, values);
        return new SparseVector(indices, values);
    }

    private static float[] ReadRest(ref Utf8JsonReader reader)
    {
        var buffer = ArrayPool<float>.Shared.Rent(1024);
        try
        {
            var count = 0;
            while (reader.TokenType != JsonTokenType.EndArray)
            {
                Expect(reader.TokenType, JsonTokenType.Number);
                if (count == buffer.Length)
                {
                    var larger = ArrayPool<float>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan().CopyTo(larger);
                    ArrayPool<float>.Shared.Return(buffer);
                    buffer = larger;
                }
                buffer[count++] = reader.GetSingle();
                if (!reader.Read()) break;
            }
            return buffer.AsSpan(0, count).ToArray();
        }
        finally
        {
            ArrayPool<float>.Shared.Return(buffer);
        }
    }

    private static void Expect(JsonTokenType found, JsonTokenType expected)
    {
        if (found != expected) throw new JsonException($"Expected {expected} in a vector; found {found}.");
    }
}
