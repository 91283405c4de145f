using System.Diagnostics;
using System.Text.Json;
using JinaSharp.TestSupport.Hub;

namespace JinaSharp.Cli.Tests.Commands;

public sealed class ModelsPullCommandTests : IAsyncLifetime
{
    private readonly CliRunner _cli = new();
    private HubServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await HubServer.StartAsync();
        _server.AddModel();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _cli.Dispose();
    }

    [Fact]
    public async Task Pull_Model_PrintsItsFolder()
    {
        var run = await _cli.RunAsync("models", "pull", HubServer.Model, "--hub", _server.Address.ToString());

        Assert.Equal((0, ""), (run.ExitCode, run.ExitCode == 0 ? "" : run.Error));
        Assert.Equal(_server.Files["model.safetensors"], await File.ReadAllBytesAsync(Path.Combine(run.Output.TrimEnd('\n'), "model.safetensors"), TestContext.Current.CancellationToken));
        Assert.Contains("4 files, 0.3 MB", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_Json_IsOneDocument()
    {
        var run = await _cli.RunAsync("models", "pull", HubServer.Model, "--hub", _server.Address.ToString(), "--dir", "here", "--include", "*.md", "--json");

        using var document = JsonDocument.Parse(run.Output);
        Assert.Equal(Path.Combine(_cli.Folder, "here"), document.RootElement.GetProperty("folder").GetString());
        Assert.Equal(_server.Commit, document.RootElement.GetProperty("commit").GetString());
        Assert.Contains(document.RootElement.GetProperty("files").EnumerateArray(), file => file.GetProperty("path").GetString() == "README.md");
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task Pull_Environment_NamesHubAndToken()
    {
        _cli.Variables["HF_ENDPOINT"] = _server.Address.ToString();
        _cli.Variables["HF_TOKEN"] = "hf_secret";

        var run = await _cli.RunAsync("models", "pull", HubServer.Model, "--verbose");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(_server.Requests, request => request is { ToContentServer: false, Authorization: "Bearer hf_secret" });
        Assert.DoesNotContain(_server.Requests, request => request.ToContentServer && request.Authorization is not null);
        Assert.DoesNotContain("hf_secret", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_Offline_FindsWhatIsHereOrFails()
    {
        _cli.Variables["HF_ENDPOINT"] = _server.Address.ToString();

        var before = await _cli.RunAsync("models", "pull", HubServer.Model, "--offline");
        var online = await _cli.RunAsync("models", "pull", HubServer.Model);
        _server.Requests.Clear();
        _cli.Variables["HF_HUB_OFFLINE"] = "1";
        var after = await _cli.RunAsync("models", "pull", HubServer.Model);

        Assert.Equal(2, before.ExitCode);
        Assert.Empty(before.Output);
        Assert.Equal(online.Output, after.Output);
        Assert.Empty(_server.Requests);
    }

    [Theory]
    [InlineData("models", "pull", "not an id")]
    [InlineData("models", "pull", "jinaai/tiny", "--hub", "mirror")]
    [InlineData("models", "pull", "jinaai/tiny", "--revision", "../main")]
    public async Task Pull_WrongUsage_IsExitCode1(params string[] args)
    {
        var run = await _cli.RunAsync(args);

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains($"'{args[^1]}'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_PulledId_WorksLikeItsFolder()
    {
        var golden = TestSupport.TestPaths.Reference("golden/models/jina-embeddings-v2-small-en");
        _server.Files.Clear();
        foreach (var name in (string[])["config.json", "tokenizer.json", "tokenizer_config.json", "modules.json", "1_Pooling/config.json", "model.safetensors"])
            _server.Files[name] = await File.ReadAllBytesAsync(Path.Combine(golden, name), TestContext.Current.CancellationToken);
        _cli.Input = "\"one text\"\n";
        await _cli.RunAsync("models", "pull", HubServer.Model, "--hub", _server.Address.ToString());

        var byId = await _cli.RunAsync("embed", "--model", HubServer.Model, "--jsonl");
        var byFolder = await _cli.RunAsync("embed", "--model", golden, "--jsonl");
        var tokens = await _cli.RunAsync("tokenize", "one text", "--model", HubServer.Model);
        var here = await _cli.RunAsync("models", "list", "--here");
        var unknown = await _cli.RunAsync("embed", "one text", "--model", "jinaai/other");

        Assert.Equal((0, ""), (byId.ExitCode, byId.ExitCode == 0 ? "" : byId.Error));
        Assert.NotEmpty(byId.Output);
        Assert.Equal(byFolder.Output, byId.Output);
        Assert.Equal(0, tokens.ExitCode);
        Assert.Contains(HubServer.Model, here.Output, StringComparison.Ordinal);
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("jina models pull jinaai/other", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_ThreeProcesses_DownloadOnce()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "jina.dll");
        if (!File.Exists(Path.ChangeExtension(program, ".runtimeconfig.json"))) Assert.Skip("jina cannot be started from the folder of the tests here.");
        var processes = Enumerable.Range(0, 3).Select(_ =>
        {
            var start = new ProcessStartInfo("dotnet", [program, "models", "pull", HubServer.Model, "--hub", _server.Address.ToString()]) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var (name, value) in _cli.Variables) start.Environment[name] = value;
            return Process.Start(start)!;
        }).ToList();

        var outputs = await Task.WhenAll(processes.Select(process => process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)));

        foreach (var process in processes)
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal((0, ""), (process.ExitCode, process.ExitCode == 0 ? "" : await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)));
            process.Dispose();
        }
        Assert.Single(outputs.Distinct());
        Assert.Single(_server.Downloads, request => request.ToContentServer);
    }
}
