using FsCheck;
using FsCheck.Fluent;
using JinaSharp.Stores.Embedded.Filters;
using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Tests.Embedded;

/// <summary>Filters over encoded records agree with the definition, and records survive encoding: on random filters and payloads.</summary>
public class EncodedFilterTests
{
    private static readonly string[] Fields = ["a", "b", "a.b", "a.b.c", "b.", ".a", "list", "é"];
    private static readonly string[] Texts = ["", "a", "b", "ab", "é", "\uE000", "\uFFFD", "😀", "😀a", "\uD83D", "it's"];

    [Fact]
    public void Matches_RandomFilterAndPayload_AgreesWithTheDefinition()
    {
        Prop.ForAll(Arb.From(FilterGen(3)), Arb.From(PayloadGen()), (filter, payload) =>
        {
            var record = new VectorRecord("id-1") { Payload = payload };
            var buffer = new ByteBuffer();
            RecordBlob.Write(buffer, record);
            return EncodedFilter.Compile(filter).Matches(buffer.Written) == filter.Matches(record);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(4000));
    }

    [Fact]
    public void RecordBlob_RandomRecord_SurvivesTheRoundTrip()
    {
        Prop.ForAll(Arb.From(PayloadGen()), Arb.From(Gen.Elements("", "x", "long text é 😀", null!)), (payload, text) =>
        {
            var buffer = new ByteBuffer();
            RecordBlob.Write(buffer, new VectorRecord("id 😀") { Payload = payload, Text = text });
            var read = RecordBlob.Read(buffer.Written, RecordParts.All, null);
            return read.Id == "id 😀" && read.Text == text && PayloadValue.FromMap(read.Payload).Equals(PayloadValue.FromMap(payload));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private static Gen<Filter> FilterGen(int depth)
    {
        var leaf = Gen.OneOf(
            from field in Gen.Elements(Fields)
            from comparison in Gen.Elements(Enum.GetValues<ComparisonOperator>())
            from value in ScalarGen(Texts).Where(value => value.Kind is PayloadKind.Integer or PayloadKind.Number or PayloadKind.String || (value.Kind == PayloadKind.Boolean && comparison == ComparisonOperator.Equal))
            select (Filter)new ComparisonFilter(field, comparison, value),
            from field in Gen.Elements(Fields)
            from values in ScalarGen(Texts).Where(value => value.Kind != PayloadKind.Null).ListOf(2)
            select Filter.In(field, values),
            Gen.Elements(Fields).Select(Filter.Exists),
            from field in Gen.Elements(Fields)
            from text in Gen.Elements(Texts)
            from kind in Gen.Elements(StringMatchKind.Contains, StringMatchKind.StartsWith)
            select (Filter)new StringMatchFilter(field, kind, text),
            Gen.Elements(Filter.Id("id-1", "x"), Filter.Id("\uD83D"), Filter.All, Filter.None));
        if (depth == 0) return leaf;
        var inner = FilterGen(depth - 1);
        return Gen.OneOf(
            leaf,
            inner.Select(operand => (Filter)new NotFilter(operand)),
            inner.ListOf(2).Select(operands => (Filter)new AndFilter([.. operands])),
            inner.ListOf(3).Select(operands => (Filter)new OrFilter([.. operands])));
    }

    private static Gen<Dictionary<string, PayloadValue>> PayloadGen() => MapGen(3);

    private static Gen<Dictionary<string, PayloadValue>> MapGen(int depth) =>
        from count in Gen.Choose(0, 5)
        from entries in (from name in Gen.Elements(Fields) from value in ValueGen(depth) select (name, value)).ListOf(count)
        select entries.DistinctBy(entry => entry.name).ToDictionary(entry => entry.name, entry => entry.value);

    private static Gen<PayloadValue> ValueGen(int depth) => depth == 0
        ? ScalarGen(StorableTexts)
        : Gen.OneOf(
            ScalarGen(StorableTexts),
            ScalarGen(StorableTexts),
            ValueGen(depth - 1).ListOf(2).Select(items => PayloadValue.FromList(items)),
            MapGen(depth - 1).Select(PayloadValue.FromMap));

    private static string[] StorableTexts => [.. Texts.Where(text => text != "\uD83D")];

    private static Gen<PayloadValue> ScalarGen(string[] texts) => Gen.OneOf(
        Gen.Elements<PayloadValue>(0L, 1L, -1L, 2L, long.MaxValue, long.MinValue, 9007199254740993L),
        Gen.Elements<PayloadValue>(0.0, -0.0, 1.0, 0.5, -1.5, 9007199254740992.0, 9.3e18, -9.3e18),
        Gen.Elements<PayloadValue>(true, false),
        Gen.Elements(texts).Select(text => (PayloadValue)text),
        Gen.Constant(PayloadValue.Null));
}
