using Xunit;

namespace JinaSharp.Testing.Stores;

public abstract partial class VectorCollectionConformanceTests
{
    /// <summary>Filters that every store can do, as expressions.</summary>
    public static TheoryData<string> CommonFilters { get; } =
    [
        "lang = 'de'", "lang != 'de'", "year = 2020", "year != 2020", "year > 2020", "year >= 2020", "year < 2020", "year <= 2020", "price >= 1.5", "price < 1.5",
        "year = 2020.0", "price = 2", "flag = true", "flag = false", "flag != true", "not flag = true", "lang in ['de', 'fr']", "lang not in ['de', 'fr']", "year in [2019, 2021]", "lang in []",
        "exists lang", "not exists lang", "exists missing", "not exists missing", "missing = 1", "missing != 1", "missing > 1",
        "lang = 'de' and year >= 2020", "lang = 'de' or year >= 2021", "not (lang = 'de' or year >= 2021)", "not (lang = 'de' and year >= 2021)",
        "(lang = 'de' or lang = 'en') and (year < 2020 or price > 2) and not flag = true", "id in ['a', 'e', 'nobody']", "id not in ['a', 'b'] and year > 2000", "id = 'c'",
        "lang = 'it''s'", "lang = ''", "all", "none", "year > 2019 and year < 2021", "year = 'de'", "lang = 2020", "flag = 1", "big > 9007199254740992", "big = 9007199254740993",
    ];

    /// <summary>Filters on the order of texts.</summary>
    public static TheoryData<string> TextOrderFilters { get; } = ["lang > 'de'", "lang >= 'de'", "lang < 'en'", "lang <= 'en'", "lang > ''", "not lang < 'en'"];

    /// <summary>Filters on parts of texts.</summary>
    public static TheoryData<string> TextPartFilters { get; } =
        ["title contains 'river'", "title contains 'RIVER'", "title startswith 'The'", "not title contains 'river'", "title contains '%'", "title startswith '_'", "title contains '日本'", "title contains ''"];

    /// <summary>Filters that look into maps and lists.</summary>
    public static TheoryData<string> NestedFilters { get; } =
    [
        "author.name = 'Ada'", "author.name != 'Ada'", "author.born > 1900", "exists author.name", "not exists author.name", "tags = 'red'", "tags != 'red'", "tags in ['blue', 'green']", "exists tags",
        "numbers > 4", "numbers = 2", "not numbers > 4", "author.missing = 1", "nothing = 1", "exists nothing", "not exists nothing",
    ];

    [Theory, MemberData(nameof(CommonFilters))]
    public Task Filter_Common_SelectsWhatTheDefinitionSays(string expression) => AssertFilterAsync(expression);

    [Theory, MemberData(nameof(TextOrderFilters))]
    public Task Filter_TextOrder_SelectsWhatTheDefinitionSays(string expression)
    {
        Needs(VectorStoreFeatures.StringOrderFilters);
        return AssertFilterAsync(expression);
    }

    [Theory, MemberData(nameof(TextPartFilters))]
    public Task Filter_TextPart_SelectsWhatTheDefinitionSays(string expression)
    {
        Needs(VectorStoreFeatures.StringMatchFilters);
        return AssertFilterAsync(expression);
    }

    [Theory, MemberData(nameof(NestedFilters))]
    public Task Filter_Nested_SelectsWhatTheDefinitionSays(string expression)
    {
        Needs(VectorStoreFeatures.NestedPayload);
        return AssertFilterAsync(expression);
    }

    [Fact]
    public async Task Filter_TextOrderThatTheStoreLacks_Throws()
    {
        NeedsNo(VectorStoreFeatures.StringOrderFilters);
        var collection = await FilterCollectionAsync();

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => collection.CountAsync(Filter.Gt("lang", "de"), Cancellation));

        Assert.Equal("unsupported_feature", error.Code);
    }

    [Fact]
    public async Task Filter_TextPartThatTheStoreLacks_Throws()
    {
        NeedsNo(VectorStoreFeatures.StringMatchFilters);
        var collection = await FilterCollectionAsync();

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => collection.CountAsync(Filter.Contains("title", "river"), Cancellation));

        Assert.Equal("unsupported_feature", error.Code);
    }

    private async Task AssertFilterAsync(string expression)
    {
        var collection = await FilterCollectionAsync();
        var filter = Filter.Parse(expression);
        string[] expected = [.. FilterRecords().Where(filter.Matches).Select(record => record.Id).Order(StringComparer.Ordinal)];

        Assert.Equal(expected.Length, await collection.CountAsync(filter, Cancellation));
        Assert.Equal(expected, (await ToListAsync(collection.ScrollAsync(filter, cancellationToken: Cancellation))).Select(record => record.Id).Order(StringComparer.Ordinal));
        var hits = await collection.SearchAsync(SearchQuery.ByVector(RandomVector(4, 99), 100) with { Filter = filter }, Cancellation);
        Assert.Equal(expected, hits.Select(hit => hit.Id).Order(StringComparer.Ordinal));
        await collection.DeleteAsync(filter, Cancellation);
        Assert.Equal(FilterRecords().Count - expected.Length, await collection.CountAsync(cancellationToken: Cancellation));
    }

    private async Task<IVectorCollection> FilterCollectionAsync()
    {
        var collection = await NewCollectionAsync(4);
        await collection.UpsertAsync(FilterRecords(), Cancellation);
        return collection;
    }

    private List<VectorRecord> FilterRecords()
    {
        List<(string Id, Dictionary<string, PayloadValue> Payload)> flat =
        [
            ("a", Payload(("lang", "de"), ("year", 2020), ("price", 1.5), ("flag", true), ("title", "The river"))),
            ("b", Payload(("lang", "en"), ("year", 2019), ("price", 2.0), ("flag", false), ("title", "A river 100%"))),
            ("c", Payload(("lang", "fr"), ("year", 2021), ("price", 2), ("flag", true), ("title", "_under the RIVER"))),
            ("d", Payload(("lang", "de"), ("year", 2021), ("price", 0.25))),
            ("e", Payload(("year", 2020), ("title", "日本の川"))),
            ("f", Payload(("lang", ""), ("year", 1999), ("flag", false), ("big", 9007199254740993))),
            ("g", Payload(("lang", "it's"), ("price", 2.5), ("big", 9007199254740992))),
            ("h", []),
        ];
        if (Store.Capabilities.Has(VectorStoreFeatures.NestedPayload))
        {
            flat.Add(("n1", Payload(("author", PayloadValue.FromMap(Payload(("name", "Ada"), ("born", 1815)))), ("tags", PayloadValue.FromList(["red", "blue"])), ("numbers", PayloadValue.FromList([1, 2, 3])))));
            flat.Add(("n2", Payload(("author", PayloadValue.FromMap(Payload(("name", "Grace"), ("born", 1906)))), ("tags", PayloadValue.FromList(["green"])), ("numbers", PayloadValue.FromList([5.5])))));
            flat.Add(("n3", Payload(("tags", PayloadValue.FromList(Array.Empty<string>())), ("nothing", PayloadValue.Null))));
        }
        return [.. flat.Select((entry, n) => new VectorRecord(entry.Id, RandomVector(4, n), null, entry.Payload))];
    }
}
