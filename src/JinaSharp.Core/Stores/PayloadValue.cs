namespace JinaSharp;

/// <summary>One value of a record's payload: null, boolean, integer, number, text, list or map. Immutable.</summary>
/// <remarks>
/// Two values are equal when their kinds and contents are; an integer and a number are equal when they stand for the same value, so
/// <c>1</c> equals <c>1.0</c>. The default value is null.
/// </remarks>
public readonly struct PayloadValue : IEquatable<PayloadValue>
{
    private readonly object? _reference;
    private readonly long _bits;

    private PayloadValue(PayloadKind kind, long bits, object? reference)
    {
        Kind = kind;
        _bits = bits;
        _reference = reference;
    }

    /// <summary>The null value.</summary>
    public static PayloadValue Null => default;

    /// <summary>What kind of value this is.</summary>
    public PayloadKind Kind { get; }

    /// <summary>Makes a boolean.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator PayloadValue(bool value) => new(PayloadKind.Boolean, value ? 1 : 0, null);

    /// <summary>Makes an integer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator PayloadValue(long value) => new(PayloadKind.Integer, value, null);

    /// <summary>Makes a number.</summary>
    /// <param name="value">The value; finite.</param>
    public static implicit operator PayloadValue(double value) =>
        double.IsFinite(value)
            ? new PayloadValue(PayloadKind.Number, BitConverter.DoubleToInt64Bits(value), null)
            : throw new ArgumentException($"A payload number must be finite; found {value}.", nameof(value));

    /// <summary>Makes a text, or null from null.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator PayloadValue(string? value) => value is null ? default : new PayloadValue(PayloadKind.String, 0, value);

    /// <summary>Makes a boolean.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The payload value.</returns>
    public static PayloadValue FromBoolean(bool value) => value;

    /// <summary>Makes an integer.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The payload value.</returns>
    public static PayloadValue FromInt64(long value) => value;

    /// <summary>Makes a number.</summary>
    /// <param name="value">The value; finite.</param>
    /// <returns>The payload value.</returns>
    public static PayloadValue FromDouble(double value) => value;

    /// <summary>Makes a text, or null from null.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The payload value.</returns>
    public static PayloadValue FromString(string? value) => value;

    /// <summary>Makes a list; the items are copied.</summary>
    /// <param name="items">The items.</param>
    /// <returns>The payload value.</returns>
    public static PayloadValue FromList(IEnumerable<PayloadValue> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new PayloadValue(PayloadKind.List, 0, items.ToArray());
    }

    /// <summary>Makes a list of texts; the items are copied.</summary>
    /// <param name="items">The items.</param>
    /// <returns>The payload value.</returns>
    public static PayloadValue FromList(IEnumerable<string> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return FromList(items.Select(item => (PayloadValue)item));
    }

    /// <summary>Makes a map; the entries are copied.</summary>
    /// <param name="entries">The entries; names are unique.</param>
    /// <returns>The payload value.</returns>
    public static PayloadValue FromMap(IEnumerable<KeyValuePair<string, PayloadValue>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return new PayloadValue(PayloadKind.Map, 0, new Dictionary<string, PayloadValue>(entries, StringComparer.Ordinal));
    }

    /// <summary>The boolean.</summary>
    /// <returns>The value.</returns>
    /// <exception cref="InvalidOperationException">This is not a boolean.</exception>
    public bool AsBoolean() => Kind == PayloadKind.Boolean ? _bits != 0 : throw WrongKind(PayloadKind.Boolean);

    /// <summary>The integer.</summary>
    /// <returns>The value.</returns>
    /// <exception cref="InvalidOperationException">This is not an integer.</exception>
    public long AsInt64() => Kind == PayloadKind.Integer ? _bits : throw WrongKind(PayloadKind.Integer);

    /// <summary>The number, also of an integer.</summary>
    /// <returns>The value.</returns>
    /// <exception cref="InvalidOperationException">This is neither a number nor an integer.</exception>
    public double AsDouble() => Kind switch
    {
        PayloadKind.Number => BitConverter.Int64BitsToDouble(_bits),
        PayloadKind.Integer => _bits,
        _ => throw WrongKind(PayloadKind.Number),
    };

    /// <summary>The text.</summary>
    /// <returns>The value.</returns>
    /// <exception cref="InvalidOperationException">This is not a text.</exception>
    public string AsString() => Kind == PayloadKind.String ? (string)_reference! : throw WrongKind(PayloadKind.String);

    /// <summary>The list's items.</summary>
    /// <returns>The items.</returns>
    /// <exception cref="InvalidOperationException">This is not a list.</exception>
    public IReadOnlyList<PayloadValue> AsList() => Kind == PayloadKind.List ? (PayloadValue[])_reference! : throw WrongKind(PayloadKind.List);

    /// <summary>The map's entries.</summary>
    /// <returns>The entries.</returns>
    /// <exception cref="InvalidOperationException">This is not a map.</exception>
    public IReadOnlyDictionary<string, PayloadValue> AsMap() =>
        Kind == PayloadKind.Map ? (Dictionary<string, PayloadValue>)_reference! : throw WrongKind(PayloadKind.Map);

    /// <inheritdoc/>
    public bool Equals(PayloadValue other)
    {
        if (Kind != other.Kind) return IsNumeric && other.IsNumeric && PayloadComparer.CompareNumbers(this, other) == 0;
        return Kind switch
        {
            PayloadKind.Null => true,
            PayloadKind.Boolean or PayloadKind.Integer => _bits == other._bits,
            PayloadKind.Number => AsDouble().Equals(other.AsDouble()) || AsDouble() == other.AsDouble(),
            PayloadKind.String => string.Equals((string)_reference!, (string)other._reference!, StringComparison.Ordinal),
            PayloadKind.List => ((PayloadValue[])_reference!).AsSpan().SequenceEqual((PayloadValue[])other._reference!),
            _ => MapsEqual(AsMap(), other.AsMap()),
        };
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PayloadValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Kind switch
    {
        PayloadKind.Null => 0,
        PayloadKind.Boolean => _bits.GetHashCode(),
        // Integers and equal numbers must hash alike.
        PayloadKind.Integer or PayloadKind.Number => (AsDouble() + 0.0).GetHashCode(),
        PayloadKind.String => string.GetHashCode((string)_reference!, StringComparison.Ordinal),
        PayloadKind.List => ((PayloadValue[])_reference!).Length,
        _ => AsMap().Count ^ 0x5bd1e995,
    };

    /// <summary>Whether two values are equal.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(PayloadValue left, PayloadValue right) => left.Equals(right);

    /// <summary>Whether two values differ.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(PayloadValue left, PayloadValue right) => !left.Equals(right);

    /// <summary>The value in words, for messages.</summary>
    /// <returns>A text such as <c>'de'</c> or <c>[1, 2]</c>.</returns>
    public override string ToString() => Kind switch
    {
        PayloadKind.Null => "null",
        PayloadKind.Boolean => AsBoolean() ? "true" : "false",
        PayloadKind.Integer => AsInt64().ToString(),
        PayloadKind.Number => AsDouble().ToString("R"),
        PayloadKind.String => $"'{AsString().Replace("'", "''", StringComparison.Ordinal)}'",
        PayloadKind.List => $"[{string.Join(", ", AsList())}]",
        _ => $"{{{string.Join(", ", AsMap().Select(entry => $"{entry.Key}: {entry.Value}"))}}}",
    };

    internal bool IsNumeric => Kind is PayloadKind.Integer or PayloadKind.Number;

    private static bool MapsEqual(IReadOnlyDictionary<string, PayloadValue> left, IReadOnlyDictionary<string, PayloadValue> right) =>
        left.Count == right.Count && left.All(entry => right.TryGetValue(entry.Key, out var value) && value.Equals(entry.Value));

    private InvalidOperationException WrongKind(PayloadKind expected) => new($"Expected a payload value of kind {expected}; found {Kind}.");
}
