using System.Text;
using System.Text.Json;

namespace JinaSharp.Cli.Tests.Commands;

/// <summary>Every kind of bad input: a message that says what to do, the right exit code, nothing on stdout, nothing lost.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly CliRunner _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Index_MissingPath_MakesNoStore()
    {
        _cli.Write("docs/a.txt", "alpha");

        AssertRefused(await _cli.RunAsync("index", "docs", "nowhere"), 1, "nowhere", "does not exist");
        Assert.False(Directory.Exists(Path.Combine(_cli.Folder, ".jina")));
    }

    [Fact]
    public async Task Index_EmptyFolder_WarnsAndIsNoError()
    {
        Directory.CreateDirectory(Path.Combine(_cli.Folder, "docs"));

        var run = await _cli.RunAsync("index", "docs");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("no files were found", run.Error, StringComparison.Ordinal);
        Assert.Contains("--hidden", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_EmptyBinaryAndLatin1Files_AreCountedAndReported()
    {
        _cli.Write("docs/empty.txt", "");
        File.WriteAllBytes(Path.Combine(_cli.Folder, "docs/picture.png"), [0x89, .. "PNG\r\n"u8, 0, 0, 0, 1]);
        File.WriteAllBytes(Path.Combine(_cli.Folder, "docs/old.txt"), Encoding.Latin1.GetBytes("Grüße aus Köln"));

        var run = await _cli.RunAsync("index", "docs", "--verbose");
        var query = await _cli.RunAsync("query", "Grüße", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("left out: 1 binary, 1 empty", run.Output, StringComparison.Ordinal);
        Assert.Contains("old.txt is not valid UTF-8; it was read as Windows-1252 (Latin-1)", run.Error, StringComparison.Ordinal);
        Assert.Contains("Grüße aus Köln", query.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_NoStore_SaysHowToMakeOne()
    {
        AssertRefused(await _cli.RunAsync("query", "anything"), 1, "There is no store in", "jina index PATH");
        AssertRefused(await _cli.RunAsync("status"), 1, "There is no store in");
        Assert.False(Directory.Exists(Path.Combine(_cli.Folder, ".jina")));
    }

    [Fact]
    public async Task Query_MissingCollection_NamesThoseThatAreThere()
    {
        await IndexOneAsync();

        AssertRefused(await _cli.RunAsync("query", "x", "--collection", "other"), 1, "no collection 'other'", "default");
    }

    [Fact]
    public async Task Query_EmptyCollection_SaysSo()
    {
        Directory.CreateDirectory(Path.Combine(_cli.Folder, "docs"));
        await _cli.RunAsync("index", "docs");

        AssertRefused(await _cli.RunAsync("query", "x"), 1, "is empty", "jina index");
    }

    [Fact]
    public async Task Query_FilterSyntaxError_ShowsTheColumn()
    {
        await IndexOneAsync();

        AssertRefused(await _cli.RunAsync("query", "x", "--filter", "year >>= 3"), 1, "column 7", "year >>= 3\n        ^");
    }

    [Fact]
    public async Task Query_UnknownField_NamesTheFields()
    {
        _cli.Write("docs/a.csv", "city,people\nRome,3\n");
        await _cli.RunAsync("index", "docs");

        AssertRefused(await _cli.RunAsync("query", "Rome", "--filter", "peeple > 2"), 1, "'peeple'", "people", "path");
        AssertRefused(await _cli.RunAsync("query", "Rome", "--filter", "not peeple = 2"), 1, "'peeple'");
        Assert.Equal(0, (await _cli.RunAsync("query", "Rome", "--filter", "people > 2")).ExitCode);
    }

    [Theory]
    [InlineData("10")]
    [InlineData("5000")]
    public async Task Index_DimensionsOutOfRange_NameTheRange(string dimensions)
    {
        _cli.Write("docs/a.txt", "alpha");

        AssertRefused(await _cli.RunAsync("index", "docs", "--dimensions", dimensions), 1, "64 to 4096", dimensions);
    }

    [Theory]
    [InlineData("--top", "0")]
    [InlineData("--top", "many")]
    [InlineData("--mode", "fuzzy")]
    [InlineData("--dimensions", "-3")]
    public async Task Query_OptionOutOfRange_IsRefusedByName(string option, string value)
    {
        await IndexOneAsync();

        AssertRefused(await _cli.RunAsync("query", "x", option, value), 1, option == "--mode" ? "fuzzy" : option);
    }

    [Fact]
    public async Task Query_OtherProfile_NamesBothAndLosesNothing()
    {
        await IndexOneAsync();

        AssertRefused(await _cli.RunAsync("query", "alpha", "--dimensions", "256"), 1, "1024 dimensions", "256 dimensions");
        AssertRefused(await _cli.RunAsync("index", "docs", "--dimensions", "256"), 1, "1024 dimensions", "256 dimensions");
        Assert.Equal(0, (await _cli.RunAsync("query", "alpha")).ExitCode);
    }

    [Fact]
    public async Task Index_ApiModelWithoutKey_SaysHowToGetOne()
    {
        _cli.Write("docs/a.txt", "alpha");

        AssertRefused(await _cli.RunAsync("index", "docs", "--model", "jina-embeddings-v3"), 1, "JINA_API_KEY", "--base-url", "jinasharp-lexical");
    }

    [Theory]
    [InlineData("nonsense", "embedded:DIR, memory:, qdrant:URL, milvus:URL or chroma:URL")]
    [InlineData("postgres:http://localhost", "embedded:DIR, memory:, qdrant:URL, milvus:URL or chroma:URL")]
    [InlineData("chroma:localhost", "http://")]
    public async Task Index_WrongStore_SaysWhatIsExpected(string store, string expected)
    {
        _cli.Write("docs/a.txt", "alpha");

        AssertRefused(await _cli.RunAsync("index", "docs", "--store", store), 1, store, expected);
    }

    [Fact]
    public async Task Index_StoreIsAFile_IsRefused()
    {
        _cli.Write("docs/a.txt", "alpha");
        _cli.Write("taken", "a file");

        AssertRefused(await _cli.RunAsync("index", "docs", "--store", "embedded:taken"), 1, "is a file");
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public async Task Query_EmptyText_IsRefused(string text)
    {
        await IndexOneAsync();

        AssertRefused(await _cli.RunAsync("query", text), 1, "query is empty");
    }

    [Fact]
    public async Task Index_UnwritableOverlap_IsRefused()
    {
        _cli.Write("docs/a.txt", "alpha");

        AssertRefused(await _cli.RunAsync("index", "docs", "--chunk-tokens", "50", "--overlap-tokens", "50"), 1, "overlap", "50");
    }

    [Fact]
    public async Task Index_SecondWriter_IsToldAboutTheFirst()
    {
        _cli.Write("docs/a.txt", "alpha");
        await using var store = new Stores.EmbeddedStore(Path.Combine(_cli.Folder, ".jina"));
        var holder = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("default", 1024, profile: new EmbeddingProfile { Model = "jinasharp-lexical", Dimensions = 1024 }, keywordIndex: true), TestContext.Current.CancellationToken);
        await holder.UpsertAsync([new VectorRecord("x", new float[1024].Select(_ => 1f).ToArray())], TestContext.Current.CancellationToken);

        var run = await _cli.RunAsync("index", "docs");

        AssertRefused(run, 2, "writ");
    }

    [Fact]
    public async Task Index_Json_GoesWithProblems()
    {
        _cli.Write("docs/a.txt", "alpha");
        _cli.Write("docs/huge.html", "<p>" + new string('x', 17_000_000));

        var run = await _cli.RunAsync("index", "docs", "--json");

        Assert.Equal(1, run.ExitCode);
        using var document = JsonDocument.Parse(run.Output);
        var problem = Assert.Single(document.RootElement.GetProperty("problems").EnumerateArray().ToList());
        Assert.EndsWith("huge.html", problem.GetProperty("path").GetString(), StringComparison.Ordinal);
        Assert.False(problem.GetProperty("indexed").GetBoolean());
        Assert.Contains("Split it", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, document.RootElement.GetProperty("chunks_total").GetInt32());
    }

    private async Task IndexOneAsync()
    {
        _cli.Write("docs/a.txt", "alpha beta");
        Assert.Equal(0, (await _cli.RunAsync("index", "docs")).ExitCode);
    }

    private static void AssertRefused(CliRun run, int exitCode, params string[] parts)
    {
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Empty(run.Output);
        foreach (var part in parts) Assert.Contains(part, run.Error, StringComparison.Ordinal);
    }
}
