using System.Buffers.Binary;
using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Embedded.Filters;

/// <summary>A test of one encoded payload value.</summary>
internal abstract class ValueTest
{
    /// <summary>Passes every value but null.</summary>
    public static ValueTest Any { get; } = new AnyTest();

    public abstract bool Passes(PayloadTag tag, ReadOnlySpan<byte> value);

    public static ValueTest For(ComparisonFilter filter)
    {
        if (filter.Value.Kind != PayloadKind.String) return new NumberTest(filter.Comparison, filter.Value);
        var text = filter.Value.AsString();
        // No stored text equals or is ordered against half a surrogate pair the way bytes are; the text itself is compared then.
        return text.AsSpan().IsValidUtf16() ? new TextTest(filter.Comparison, StrictUtf8.Encoding.GetBytes(text)) : new DecodedTest(found => Holds(filter.Comparison, string.CompareOrdinal(found, text)));
    }

    public static ValueTest For(InFilter filter) => new EitherTest([.. filter.Values.Select(value => For(new ComparisonFilter(filter.Field, ComparisonOperator.Equal, value)))]);

    public static ValueTest For(StringMatchFilter filter)
    {
        if (filter.Text.AsSpan().IsValidUtf16()) return new PartTest(filter.Match, StrictUtf8.Encoding.GetBytes(filter.Text));
        return new DecodedTest(found => filter.Match == StringMatchKind.Contains
            ? found.Contains(filter.Text, StringComparison.Ordinal)
            : found.StartsWith(filter.Text, StringComparison.Ordinal));
    }

    /// <summary>Whether an order satisfies a comparison.</summary>
    protected static bool Holds(ComparisonOperator comparison, int order) => comparison switch
    {
        ComparisonOperator.Equal => order == 0,
        ComparisonOperator.Greater => order > 0,
        ComparisonOperator.GreaterOrEqual => order >= 0,
        ComparisonOperator.Less => order < 0,
        _ => order <= 0,
    };

    private sealed class AnyTest : ValueTest
    {
        public override bool Passes(PayloadTag tag, ReadOnlySpan<byte> value) => true;
    }

    private sealed class EitherTest(ValueTest[] tests) : ValueTest
    {
        public override bool Passes(PayloadTag tag, ReadOnlySpan<byte> value)
        {
            foreach (var test in tests)
                if (test.Passes(tag, value))
                    return true;
            return false;
        }
    }

    private sealed class NumberTest(ComparisonOperator comparison, PayloadValue wanted) : ValueTest
    {
        public override bool Passes(PayloadTag tag, ReadOnlySpan<byte> value)
        {
            if (wanted.Kind == PayloadKind.Boolean) return tag == (wanted.AsBoolean() ? PayloadTag.True : PayloadTag.False);
            var integer = tag == PayloadTag.Integer;
            if (!integer && tag != PayloadTag.Number) return false;
            if (wanted.Kind == PayloadKind.Integer)
            {
                return Holds(comparison, integer
                    ? BinaryPrimitives.ReadInt64LittleEndian(value).CompareTo(wanted.AsInt64())
                    : -Compare(wanted.AsInt64(), BinaryPrimitives.ReadDoubleLittleEndian(value)));
            }
            return Holds(comparison, integer
                ? Compare(BinaryPrimitives.ReadInt64LittleEndian(value), wanted.AsDouble())
                // CompareTo, but -0 equals 0.
                : (BinaryPrimitives.ReadDoubleLittleEndian(value) + 0.0).CompareTo(wanted.AsDouble() + 0.0));
        }

        // By value, exactly, also where a double cannot hold the integer.
        private static int Compare(long integer, double number)
        {
            if (number >= 9223372036854775808.0) return -1;
            if (number < -9223372036854775808.0) return 1;
            var floor = Math.Floor(number);
            var order = integer.CompareTo((long)floor);
            return order != 0 ? order : floor < number ? -1 : 0;
        }
    }

    private sealed class TextTest(ComparisonOperator comparison, byte[] wanted) : ValueTest
    {
        public override bool Passes(PayloadTag tag, ReadOnlySpan<byte> value)
        {
            if (tag != PayloadTag.Text) return false;
            return comparison == ComparisonOperator.Equal ? value.SequenceEqual(wanted) : Holds(comparison, Order(value, wanted));
        }

        // The order of UTF-16 code units over UTF-8 bytes: it differs from the bytes' own only between characters beyond U+FFFF
        // (first byte F0 and up, surrogates in UTF-16) and those from U+E000 to U+FFFF (first byte EE or EF).
        private static int Order(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
        {
            var common = left.CommonPrefixLength(right);
            if (common == left.Length || common == right.Length) return left.Length.CompareTo(right.Length);
            return Weight(left[common]).CompareTo(Weight(right[common]));
        }

        private static int Weight(byte unit) => unit >= 0xF0 ? unit : unit >= 0xEE ? unit + 0x100 : unit;
    }

    private sealed class PartTest(StringMatchKind match, byte[] wanted) : ValueTest
    {
        public override bool Passes(PayloadTag tag, ReadOnlySpan<byte> value) =>
            tag == PayloadTag.Text && (match == StringMatchKind.Contains ? value.IndexOf(wanted) >= 0 : value.StartsWith(wanted));
    }

    private sealed class DecodedTest(Func<string, bool> test) : ValueTest
    {
        public override bool Passes(PayloadTag tag, ReadOnlySpan<byte> value) => tag == PayloadTag.Text && test(StrictUtf8.Encoding.GetString(value));
    }
}
