using System.Text.Json;
using JinaSharp.Testing;

namespace JinaSharp.Cli.Tests.Commands;

public sealed class ApiCommandTests : IAsyncLifetime
{
    private readonly CliRunner _cli = new();
    private JinaFakeServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await JinaFakeServer.StartAsync();
        _cli.Variables["JINA_API_KEY"] = "jina_test";
    }

    public async ValueTask DisposeAsync()
    {
        _cli.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Rerank_LinesOfStdin_PrintsTheBestFirst()
    {
        _cli.Input = "bicycles need air\n\ndescale a kettle with vinegar\na kettle\tis hot\n";

        var run = await _cli.RunAsync("rerank", "descale a kettle", "--top-n", "2", "--base-url", _server.Address.AbsoluteUri);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["descale a kettle with vinegar", "a kettle\tis hot"], Lines(run.Output).Select(static line => line.Split('\t', 2)[1]));
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--quiet")]
    public async Task Search_PipedIntoRerank_Works(string form)
    {
        var search = await _cli.RunAsync("search", "kettle", "-n", "5", form, "--base-url", _server.SearchAddress.AbsoluteUri);
        _cli.Input = search.Output;

        var rerank = await _cli.RunAsync("rerank", "kettle 3", "--top-n", "3", "--json", "--base-url", _server.Address.AbsoluteUri);

        Assert.Equal(0, rerank.ExitCode);
        var results = JsonDocument.Parse(rerank.Output).RootElement.GetProperty("results");
        Assert.Equal(3, results.GetArrayLength());
        Assert.Contains("kettle 3", results[0].GetProperty("document").GetString());
    }

    [Fact]
    public async Task Read_Page_PrintsMarkdownOrJson()
    {
        var plain = await _cli.RunAsync("read", "example.org/a", "--base-url", _server.ReaderAddress.AbsoluteUri);
        var json = await _cli.RunAsync("read", "https://example.org/a", "--links", "--json", "--base-url", _server.ReaderAddress.AbsoluteUri);

        Assert.StartsWith("# Heading", plain.Output);
        Assert.Equal(2, JsonDocument.Parse(json.Output).RootElement.GetProperty("links").GetArrayLength());
    }

    [Fact]
    public async Task Read_HtmlFile_IsConverted()
    {
        _cli.Write("page.html", "<p>Hello</p>");

        var run = await _cli.RunAsync("read", "page.html", "--base-url", _server.ReaderAddress.AbsoluteUri);

        Assert.Contains("Hello", run.Output);
    }

    [Fact]
    public async Task Classify_Labels_PrintsOneALine()
    {
        var run = await _cli.RunAsync("classify", "I like tea", "I like coffee", "--labels", "coffee, tea", "--base-url", _server.Address.AbsoluteUri);

        Assert.Equal(["tea", "coffee"], Lines(run.Output).Select(static line => line.Split('\t')[0]));
    }

    [Fact]
    public async Task Embed_TextImageAndPdf_GivesAVectorForEachAndEachPage()
    {
        File.WriteAllBytes(Path.Combine(_cli.Folder, "a.png"), [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);

        var run = await _cli.RunAsync("embed", "words", "--image", "a.png", "--pdf", "https://example.org/x.pdf", "--model", "jina-embeddings-v4", "--dimensions", "8", "--json", "--base-url", _server.Address.AbsoluteUri);
        var missing = await _cli.RunAsync("embed", "--image", "none.png", "--model", "jina-embeddings-v4", "--base-url", _server.Address.AbsoluteUri);

        Assert.Equal(0, run.ExitCode);
        var data = JsonDocument.Parse(run.Output).RootElement.GetProperty("data");
        Assert.Equal(5, data.GetArrayLength());
        Assert.Equal(3, data[4].GetProperty("page").GetInt32());
        Assert.Equal(1, missing.ExitCode);
    }

    [Fact]
    public async Task Ground_Statement_PrintsJudgementAndSources()
    {
        var run = await _cli.RunAsync("ground", "Water", "boils", "--base-url", _server.GroundingAddress.AbsoluteUri);

        Assert.StartsWith("true\t0.95", run.Output);
        Assert.Contains("+ https://example.org/1", run.Output);
    }

    [Fact]
    public async Task SearchAndGround_WithoutArguments_ReadStdin()
    {
        _cli.Input = "harbour\n tram \n";
        var search = await _cli.RunAsync("search", "--json", "--base-url", _server.SearchAddress.AbsoluteUri);
        _cli.Input = "Water boils\n";
        var ground = await _cli.RunAsync("ground", "--base-url", _server.GroundingAddress.AbsoluteUri);

        Assert.Equal("harbour tram", JsonDocument.Parse(search.Output).RootElement.GetProperty("query").GetString());
        Assert.Contains("Water boils", ground.Output);
    }

    [Theory]
    [InlineData("search", "No query was given")]
    [InlineData("ground", "No statement was given")]
    public async Task SearchAndGround_BlankStdin_SayWhatIsMissing(string command, string expected)
    {
        _cli.Input = " \n\n";

        var run = await _cli.RunAsync(command);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(expected, run.Error);
    }

    [Fact]
    public async Task Segment_Text_PrintsChunksOrTheCount()
    {
        _cli.Input = "One is here. Two is there.";

        var chunks = await _cli.RunAsync("segment", "--max-chunk-length", "15", "--base-url", _server.SegmenterAddress.AbsoluteUri);
        var count = await _cli.RunAsync("segment", "one two three", "--count", "--base-url", _server.SegmenterAddress.AbsoluteUri);

        Assert.Equal(["One is here.", "Two is there."], Lines(chunks.Output));
        Assert.Equal("3", count.Output.Trim());
    }

    [Theory]
    [InlineData("skip", "[]")]
    [InlineData("zero", "[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]")]
    public async Task Embed_BlankLine_KeepsItsPlace(string policy, string expected)
    {
        _cli.Input = "a\n\nb\n";

        var run = await _cli.RunAsync("embed", "--blank", policy, "--dimensions", "32", "--model", "jina-embeddings-v3", "--base-url", _server.Address.AbsoluteUri);

        Assert.Equal(3, Lines(run.Output).Length);
        Assert.Equal(expected, Lines(run.Output)[1]);
    }

    [Fact]
    public async Task Embed_BlankLine_IsNamedWhereItIsRefused()
    {
        _cli.Input = "a\n\nb\n";

        var api = await _cli.RunAsync("embed", "--model", "jina-embeddings-v3", "--base-url", _server.Address.AbsoluteUri);
        var lexical = await _cli.RunAsync("embed", "--local", "--blank", "skip", "a");

        Assert.Equal((1, ""), (api.ExitCode, api.Output));
        Assert.Contains("Line 2 is blank", api.Error);
        Assert.Equal(1, lexical.ExitCode);
        Assert.Contains("--blank is for models of the API", lexical.Error);
    }

    [Fact]
    public async Task Dedup_LexicalEmbedder_LeavesOutWhatWasSaidBefore()
    {
        _cli.Input = "The kettle is hot.\nA red bicycle\nthe kettle is hot\n\nSomething else entirely\n";

        var run = await _cli.RunAsync("dedup", "--model", "jinasharp-lexical");
        var two = await _cli.RunAsync("dedup", "-k", "2", "--model", "jinasharp-lexical");

        Assert.Equal(["The kettle is hot.", "A red bicycle", "Something else entirely"], Lines(run.Output));
        Assert.Contains("kept 3 of 4", run.Error);
        Assert.Equal(2, Lines(two.Output).Length);
    }

    [Theory]
    [InlineData("rerank", "q", "a")]
    [InlineData("search", "q")]
    [InlineData("classify", "a", "--labels", "x,y")]
    [InlineData("ground", "a")]
    public async Task WithoutKey_SaysWhatToSetAndExitsOne(params string[] args)
    {
        _cli.Variables.Clear();

        var run = await _cli.RunAsync(args);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("JINA_API_KEY", run.Error);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData(1, "classify", "a", "--labels", "x")]
    [InlineData(1, "classify", "a")]
    [InlineData(1, "read", "not an address")]
    [InlineData(1, "dedup", "--threshold", "2")]
    [InlineData(1, "rerank", "q", "a", "--model", "jina-embeddings-v3")]
    [InlineData(2, "rerank", "q", "a", "--model", "no-such-model")]
    public async Task BadInput_HasItsExitCode(int exitCode, params string[] args)
    {
        var run = await _cli.RunAsync(args.Contains("dedup") ? args : [.. args, "--base-url", _server.Address.AbsoluteUri]);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.NotEmpty(run.Error);
    }

    [Fact]
    public async Task FakeServer_Cancelled_EndsWell()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(2));

        var run = await _cli.RunAsync(cancel.Token, "fake-server");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("reader\thttp://127.0.0.1:", run.Output);
    }

    private static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
