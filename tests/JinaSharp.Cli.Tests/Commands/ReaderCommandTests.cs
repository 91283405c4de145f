using System.Text.Json;
using JinaSharp.Testing;

namespace JinaSharp.Cli.Tests.Commands;

/// <summary><c>jina screenshot</c>, and <c>jina read</c> of many addresses.</summary>
public sealed class ReaderCommandTests : IAsyncLifetime
{
    private readonly CliRunner _cli = new();
    private JinaFakeServer _server = null!;

    private string Reader => _server.ReaderAddress.AbsoluteUri;

    public async ValueTask InitializeAsync() => _server = await JinaFakeServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _cli.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Read_LinesOfStdin_SkipsWhatIsNoAddress()
    {
        _cli.Write("page.html", "<p>Hello</p>");
        _cli.Input = "https://example.org/a\n# a comment\n\nexample.org/b\npage.html\nnot one\n";

        var run = await _cli.RunAsync("read", "--json", "--base-url", Reader);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(3, JsonDocument.Parse(run.Output).RootElement.GetProperty("data").GetArrayLength());
        Assert.Contains("skipped 2 lines that are neither an address nor a file, such as '# a comment'", run.Error);
    }

    [Fact]
    public async Task Read_StdinWithoutAnAddress_IsRefused()
    {
        _cli.Input = "nothing here\n";

        Assert.Equal(1, (await _cli.RunAsync("read", "--base-url", Reader)).ExitCode);
    }

    [Fact]
    public async Task Read_Output_WritesTheFile()
    {
        var run = await _cli.RunAsync("read", "https://example.org/a", "-o", "page.md", "--base-url", Reader);

        Assert.Equal((0, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("# Heading\n", await File.ReadAllTextAsync(Path.Combine(_cli.Folder, "page.md"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Screenshot_PrintsTheAddress_OrSavesThePicture()
    {
        var print = await _cli.RunAsync("screenshot", "example.org", "--base-url", Reader);
        var save = await _cli.RunAsync("screenshot", "https://example.org", "--full-page", "-o", "page.png", "--json", "--base-url", Reader);

        Assert.Equal($"{_server.Address}shot.png\n", print.Output);
        var json = JsonDocument.Parse(save.Output).RootElement;
        var bytes = await File.ReadAllBytesAsync(Path.Combine(_cli.Folder, "page.png"), TestContext.Current.CancellationToken);
        Assert.Equal(bytes.Length, json.GetProperty("bytes").GetInt32());
        Assert.Equal("page.png", json.GetProperty("file").GetString());
        Assert.True(json.TryGetProperty("pageshotUrl", out _));
        Assert.Equal([0x89, .. "PNG"u8], bytes[..4]);
    }

    [Theory]
    [InlineData("data:image/png;base64,iVBORw0KGgo=", 0, 8)]
    [InlineData("iVBORw0KGgo=", 0, 8)]
    [InlineData("no picture at all", 2, 0)]
    public async Task Screenshot_DataInPlaceOfAnAddress_IsDecoded(string picture, int exitCode, int length)
    {
        await using var api = new FakeApi(_ => (200, $$$"""{"code":200,"status":20000,"data":{"title":"t","url":"https://example.org","screenshotUrl":"{{{picture}}}"}}"""));

        var run = await _cli.RunAsync("screenshot", "https://example.org", "-o", "page.png", "--base-url", api.Address);

        Assert.Equal(exitCode, run.ExitCode);
        if (length > 0) Assert.Equal(length, new FileInfo(Path.Combine(_cli.Folder, "page.png")).Length);
    }

    [Fact]
    public async Task Screenshot_FirstLineOfStdin_IsTheAddress()
    {
        _cli.Input = "\nhttps://example.org/x\nhttps://example.org/y\n";

        Assert.Equal("https://example.org/x", JsonDocument.Parse((await _cli.RunAsync("screenshot", "--json", "--base-url", Reader)).Output).RootElement.GetProperty("url").GetString());
    }
}
