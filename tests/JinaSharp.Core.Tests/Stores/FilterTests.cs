namespace JinaSharp.Core.Tests.Stores;

public sealed class FilterTests
{
    private static readonly Dictionary<string, PayloadValue> Payload = new()
    {
        ["lang"] = "de",
        ["year"] = 2020L,
        ["score"] = 0.5,
        ["draft"] = false,
        ["gone"] = PayloadValue.Null,
        ["tags"] = PayloadValue.FromList(["news", "sport"]),
        ["none"] = PayloadValue.FromList(Array.Empty<string>()),
        ["author"] = PayloadValue.FromMap([new("name", "Ada"), new("born", 1815L)]),
        ["flat.name"] = "dotted",
        ["parts"] = PayloadValue.FromList([PayloadValue.FromMap([new("n", 1L)]), PayloadValue.FromMap([new("n", 7L)])]),
    };

    [Theory]
    [InlineData("lang = 'de'", true)]
    [InlineData("lang == \"de\"", true)]
    [InlineData("lang = 'DE'", false)]
    [InlineData("lang != 'de'", false)]
    [InlineData("missing != 'de'", true)]
    [InlineData("missing = 'de'", false)]
    [InlineData("gone != 1", true)]
    [InlineData("exists gone", false)]
    [InlineData("exists `none`", false)]
    [InlineData("not exists missing", true)]
    [InlineData("year = 2020.0", true)]
    [InlineData("year = '2020'", false)]
    [InlineData("year > 2019 and year <= 2020", true)]
    [InlineData("year < 2020.5", true)]
    [InlineData("score >= .5", true)]
    [InlineData("score > -1e3", true)]
    [InlineData("draft = false", true)]
    [InlineData("tags = 'sport'", true)]
    [InlineData("tags != 'sport'", false)]
    [InlineData("tags in ['a', 'news']", true)]
    [InlineData("tags not in ('a', 'b')", true)]
    [InlineData("lang in []", false)]
    [InlineData("tags contains 'port'", true)]
    [InlineData("tags startswith 'port'", false)]
    [InlineData("author.name = 'Ada'", true)]
    [InlineData("author.born < 1900", true)]
    [InlineData("flat.name = 'dotted'", true)]
    [InlineData("parts.n = 7", true)]
    [InlineData("lang > 'da'", true)]
    [InlineData("lang > 5", false)]
    [InlineData("id = 'x1'", true)]
    [InlineData("id not in ['x1']", false)]
    [InlineData("not (lang = 'de' and year = 2020)", false)]
    [InlineData("lang = 'en' or lang = 'fr' or year = 2020", true)]
    [InlineData("lang = 'en' and year = 2020 or draft = false", true)]
    [InlineData("! lang = 'en' && (year = 1 || year = 2020)", true)]
    [InlineData("LANG = 'de'", false)]
    [InlineData("lang = 'de' AND NOT year IN [1]", true)]
    [InlineData("all", true)]
    [InlineData("none or lang = 'de'", true)]
    public void Parse_Expression_MatchesAsDocumented(string expression, bool expected) =>
        Assert.Equal(expected, Filter.Parse(expression).Matches("x1", Payload));

    [Theory]
    [InlineData("", 1)]
    [InlineData("lang", 5)]
    [InlineData("lang = ", 8)]
    [InlineData("lang = de", 8)]
    [InlineData("lang = 'de", 8)]
    [InlineData("lang = 'de' year = 1", 13)]
    [InlineData("(lang = 'de'", 13)]
    [InlineData("lang in ['de'", 14)]
    [InlineData("year > true", 8)]
    [InlineData("lang = null", 8)]
    [InlineData("year = 1x", 8)]
    [InlineData("lang contains 5", 15)]
    [InlineData("# = 1", 1)]
    [InlineData("id = 5", 6)]
    [InlineData("and = 1", 1)]
    [InlineData("`` = 1", 1)]
    [InlineData("a = 1 and", 10)]
    public void Parse_WrongExpression_ShowsTheColumn(string expression, int column)
    {
        var error = Assert.Throws<FilterSyntaxException>(() => Filter.Parse(expression));

        Assert.Equal(column, error.Column);
        Assert.Contains($"column {column}", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("\n  " + new string(' ', column - 1) + "^", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_DeeplyNested_IsRefusedInsteadOfOverflowing()
    {
        var brackets = Assert.Throws<FilterSyntaxException>(() => Filter.Parse(new string('(', 100_000) + "a=1" + new string(')', 100_000)));
        Assert.Throws<FilterSyntaxException>(() => Filter.Parse(string.Concat(Enumerable.Repeat("not ", 100_000)) + "a=1"));

        Assert.Contains("nested", brackets.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Comparison_WithNullOrListOrUnorderedBoolean_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Filter.Eq("a", PayloadValue.Null));
        Assert.Throws<ArgumentException>(() => Filter.Eq("a", PayloadValue.FromList(["x"])));
        Assert.Throws<ArgumentException>(() => Filter.Gt("a", true));
        Assert.Throws<ArgumentException>(() => Filter.In("a", PayloadValue.Null));
    }

    [Fact]
    public void Comparison_LargeIntegerWithNumber_IsExact()
    {
        var payload = new Dictionary<string, PayloadValue> { ["n"] = 9007199254740993L };

        Assert.True(Filter.Gt("n", 9007199254740992.0).Matches("x", payload));
        Assert.False(Filter.Eq("n", 9007199254740992.0).Matches("x", payload));
        Assert.True(Filter.Lt("n", 1e300).Matches("x", payload));
        Assert.True(Filter.Gt("n", -1e300).Matches("x", payload));
    }

    [Fact]
    public void Equality_IsByContent()
    {
        Assert.Equal(Filter.Parse("a = 1 and b in ['x']"), Filter.Eq("a", 1L) & Filter.In("b", "x"));
        Assert.NotEqual(Filter.Eq("a", 1L), Filter.Eq("a", 2L));
    }
}
