using FsCheck;
using FsCheck.Fluent;

namespace JinaSharp.Core.Tests.Stores;

/// <summary>The algebra of filters, on random filters and payloads.</summary>
public sealed class FilterPropertyTests
{
    private static readonly string[] Fields = ["lang", "year", "tags", "author.name", "in", "odd `name`"];

    private static readonly Gen<PayloadValue> Scalars = Gen.OneOf(
        Gen.Elements("de", "en", "it's", "", "2020").Select(text => (PayloadValue)text),
        Gen.Choose(-3, 3).Select(number => (PayloadValue)(long)number),
        Gen.Elements(-1.5, 0.0, 1.0, 2.25, 9007199254740993.0).Select(number => (PayloadValue)number));

    private static readonly Gen<PayloadValue> Values = Gen.Frequency(
        (6, Scalars),
        (1, Gen.Elements((PayloadValue)true, false)),
        (1, Gen.Constant(PayloadValue.Null)),
        (2, Scalars.ListOf().Select(items => PayloadValue.FromList(items))));

    private static readonly Gen<IReadOnlyDictionary<string, PayloadValue>> Payloads =
        from lang in Values
        from year in Values
        from tags in Values
        from name in Values
        from keyword in Values
        from present in Gen.Choose(0, 31)
        select (IReadOnlyDictionary<string, PayloadValue>)new Dictionary<string, PayloadValue>(
            new (string Key, PayloadValue Value)[]
            {
                ("lang", lang), ("year", year), ("tags", tags), ("in", keyword),
                ("author", PayloadValue.FromMap([new KeyValuePair<string, PayloadValue>("name", name)])),
            }.Where((_, i) => (present & (1 << i)) != 0).Select(entry => KeyValuePair.Create(entry.Key, entry.Value)));

    private static Gen<Filter> Filters(int depth)
    {
        var leaves = Gen.OneOf(
            from field in Gen.Elements(Fields)
            from value in Scalars
            from kind in Gen.Choose(0, 4)
            select (Filter)new ComparisonFilter(field, (ComparisonOperator)kind, value),
            from field in Gen.Elements(Fields)
            from values in Scalars.ListOf()
            select Filter.In(field, values),
            Gen.Elements(Fields).Select(Filter.Exists),
            Gen.Elements(Fields).Select(field => Filter.Contains(field, "e")),
            Gen.Elements(Fields).Select(field => Filter.StartsWith(field, "2")),
            Gen.Elements(Filter.Id("a", "b'c"), Filter.Id("z"), Filter.All, Filter.None));
        if (depth == 0) return leaves;
        var inner = Filters(depth - 1);
        return Gen.OneOf(
            leaves,
            from left in inner from right in inner select left & right,
            from left in inner from right in inner select left | right,
            inner.Select(filter => !filter));
    }

    private static readonly Arbitrary<(Filter A, Filter B, Filter C, IReadOnlyDictionary<string, PayloadValue> Payload, string Id)> Cases =
        (from a in Filters(3)
         from b in Filters(2)
         from c in Filters(2)
         from payload in Payloads
         from id in Gen.Elements("a", "b'c", "q")
         select (a, b, c, payload, id)).ToArbitrary();

    private static void Check(Func<Filter, Filter, Filter, Func<Filter, bool>, bool> law) =>
        Prop.ForAll(Cases, test => law(test.A, test.B, test.C, filter => filter.Matches(test.Id, test.Payload)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Not_IsTheComplement() => Check((a, _, _, matches) => matches(!a) == !matches(a) && matches(!!a) == matches(a));

    [Fact]
    public void AndOr_AreCommutative() =>
        Check((a, b, _, matches) => matches(a & b) == matches(b & a) && matches(a | b) == matches(b | a));

    [Fact]
    public void AndOr_FollowDeMorgan() =>
        Check((a, b, _, matches) => matches(!(a & b)) == matches(!a | !b) && matches(!(a | b)) == matches(!a & !b));

    [Fact]
    public void AndOr_Distribute() =>
        Check((a, b, c, matches) => matches(a & (b | c)) == matches((a & b) | (a & c)));

    [Fact]
    public void AllAndNone_AreNeutral() => Check((a, _, _, matches) =>
        matches(a & Filter.All) == matches(a) && matches(a | Filter.None) == matches(a)
        && !matches(a & Filter.None) && matches(a | Filter.All));

    [Fact]
    public void Text_ReadBack_MatchesTheSame() => Check((a, _, _, matches) => matches(Filter.Parse(a.ToString())) == matches(a));

    [Fact]
    public void Text_OfAParsedFilter_IsStable() => Check((a, _, _, _) =>
    {
        // Parsing joins nested lists of one kind; what it gives is its own normal form.
        var parsed = Filter.Parse(a.ToString());
        return Filter.Parse(parsed.ToString()).Equals(parsed);
    });
}
