using System.Text;

namespace JinaSharp.Stores.Http;

/// <summary>Refuses records that do not fit their collection, before anything is sent.</summary>
internal sealed class RecordChecks(VectorCollectionDefinition definition, VectorStoreCapabilities capabilities)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, VectorDefinition> _vectors = definition.Vectors.ToDictionary(vector => vector.Name, StringComparer.Ordinal);

    public void Check(VectorRecord record)
    {
        if (!IsUnicode(record.Id)) throw Refuse($"Record id '{record.Id}' holds half of a surrogate pair, which cannot be written as UTF-8.");
        if (record.Vectors.Count == 0 && !capabilities.Has(VectorStoreFeatures.PartialVectors)) throw Refuse($"Record '{record.Id}' has no vector; expected {Names()}.");
        foreach (var (name, value) in record.Vectors)
        {
            if (value is null) throw Refuse($"Record '{record.Id}': vector {Quote(name)} is null.");
            CheckVector(value, Find(name, $"Record '{record.Id}'"), $"{(name.Length == 0 ? "The vector" : $"Vector '{name}'")} of record '{record.Id}'");
        }
        if (record.Vectors.Count < _vectors.Count && !capabilities.Has(VectorStoreFeatures.PartialVectors))
        {
            var missing = _vectors.Keys.First(name => !record.Vectors.ContainsKey(name));
            capabilities.Require(VectorStoreFeatures.PartialVectors, $"Record '{record.Id}' has no vector {Quote(missing)}; a record without all vectors", definition.Name);
        }
    }

    public VectorDefinition Find(string name, string what) =>
        _vectors.TryGetValue(name, out var found) ? found : throw Refuse($"{what} names {(name.Length == 0 ? "no vector" : $"the vector '{name}'")}; collection '{definition.Name}' has {Names()}.", "unknown_vector");

    /// <summary>Refuses a vector of another kind or size, or with a number that is not finite.</summary>
    public void CheckVector(VectorValue value, VectorDefinition expected, string what, string code = "invalid_record")
    {
        if (value.Kind != expected.Kind) throw Refuse($"{what} is {value.Kind}; expected {expected.Kind}.", code);
        switch (value)
        {
            case DenseVector dense:
                CheckSize(dense.Values.Length, expected, what, code);
                CheckFinite(dense.Values.Span, what, code);
                break;
            case MultiVector multi:
                if (multi.RowCount == 0) throw Refuse($"{what} has no rows; expected at least one.", code);
                CheckSize(multi.RowDimensions, expected, what + ", a row", code);
                CheckFinite(multi.Values.Span, what, code);
                break;
            case SparseVector sparse:
                CheckFinite(sparse.Values.Span, what, code);
                break;
            case BinaryVector binary:
                CheckSize(binary.Bits.Length * 8, expected, what, code);
                break;
        }
    }

    public VectorStoreException Refuse(string message, string code = "invalid_record") =>
        new(message) { Store = capabilities.Store, Collection = definition.Name, Code = code };

    public static string Quote(string name) => name.Length == 0 ? "without a name" : $"'{name}'";

    public static bool IsUnicode(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0) return true;
        try
        {
            return StrictUtf8.GetByteCount(text) > 0;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    private void CheckSize(int found, VectorDefinition expected, string what, string code)
    {
        // A collection made by another client may have no size before its first record.
        if (expected.Dimensions > 0 && found != expected.Dimensions)
            throw Refuse($"{what} has {found} dimensions; collection '{definition.Name}' expects {expected.Dimensions}. Vectors of different models or sizes cannot be compared.", code);
        if (found == 0) throw Refuse($"{what} is empty.", code);
    }

    private void CheckFinite(ReadOnlySpan<float> values, string what, string code)
    {
        for (var i = 0; i < values.Length; i++)
            if (!float.IsFinite(values[i]))
                throw Refuse($"{what} holds {values[i]} at position {i}; expected finite numbers.", code);
    }

    private string Names() => _vectors.Count == 1
        ? _vectors.Keys.First() is { Length: > 0 } only ? $"the one vector '{only}'" : "one vector, without a name"
        : $"the vectors {string.Join(", ", _vectors.Keys.Select(Quote))}";
}
