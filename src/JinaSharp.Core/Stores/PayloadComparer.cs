namespace JinaSharp;

/// <summary>The order of payload values that have one: numbers by value, texts by UTF-16 code unit.</summary>
internal static class PayloadComparer
{
    /// <summary>Compares two values, where they can be compared.</summary>
    /// <returns>Negative, zero or positive; null when the kinds have no common order.</returns>
    public static int? TryCompare(PayloadValue left, PayloadValue right)
    {
        if (left.IsNumeric && right.IsNumeric) return CompareNumbers(left, right);
        if (left.Kind == PayloadKind.String && right.Kind == PayloadKind.String)
            return string.CompareOrdinal(left.AsString(), right.AsString());
        return null;
    }

    /// <summary>Compares integers and numbers by value, exactly also where a double cannot hold the integer.</summary>
    public static int CompareNumbers(PayloadValue left, PayloadValue right)
    {
        if (left.Kind == PayloadKind.Integer && right.Kind == PayloadKind.Integer) return left.AsInt64().CompareTo(right.AsInt64());
        if (left.Kind == PayloadKind.Number && right.Kind == PayloadKind.Number) return left.AsDouble().CompareTo(right.AsDouble());
        return left.Kind == PayloadKind.Integer
            ? CompareIntegerToNumber(left.AsInt64(), right.AsDouble())
            : -CompareIntegerToNumber(right.AsInt64(), left.AsDouble());
    }

    private static int CompareIntegerToNumber(long integer, double number)
    {
        // 2^63 is the first double above every long; every double in range has an exact integer part.
        if (number >= 9223372036854775808.0) return -1;
        if (number < -9223372036854775808.0) return 1;
        var whole = (long)number;
        if (integer != whole) return integer.CompareTo(whole);
        return 0.0.CompareTo(number - whole);
    }
}
