using System.Text.Json;

namespace JinaSharp.Cli.Tests.Commands;

public sealed class DoctorCommandTests : IDisposable
{
    private readonly CliRunner _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Doctor_Key_IsNamedButNeverPrinted()
    {
        _cli.Variables["JINA_API_KEY"] = "jina_0123456789secret";

        var run = await _cli.RunAsync("doctor");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("JINA_API_KEY is set", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_Json_IsOneDocument()
    {
        var run = await _cli.RunAsync("doctor", "--json");

        using var document = JsonDocument.Parse(run.Output);
        Assert.True(document.RootElement.GetProperty("ok").GetBoolean());
        Assert.Contains(document.RootElement.GetProperty("checks").EnumerateArray(), check => check.GetProperty("name").GetString() == "folder");
        Assert.Empty(run.Error);
    }

    [Theory]
    [InlineData("doctor", "--bogus")]
    [InlineData("no-such-command")]
    public async Task Run_WrongUsage_IsExitCode1WithNothingOnStdout(params string[] args)
    {
        var run = await _cli.RunAsync(args);

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains(args[^1], run.Error, StringComparison.Ordinal);
    }
}
