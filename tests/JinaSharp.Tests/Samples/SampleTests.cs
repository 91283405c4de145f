using System.Diagnostics;
using JinaSharp.TestSupport;

namespace JinaSharp.Tests.Samples;

/// <summary>The samples do what their page says.</summary>
public sealed class SampleTests
{
    [Fact]
    public async Task QuickStart_FindsTheSentenceThatAnswers()
    {
        var (exitCode, output, error) = await RunAsync("QuickStart");

        Assert.True(exitCode == 0, error);
        Assert.Contains("tram to the harbour", output.Split('\n')[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task IndexFolder_SecondRun_ReadsNothingAgain()
    {
        var folder = TestPaths.NewTemporaryFolder();
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "harbour.md"), "# Harbour\n\nThe ferry leaves at noon.\n", TestContext.Current.CancellationToken);

            var (_, first, firstError) = await RunAsync("IndexFolder", folder, "When does the ferry leave?");
            var (_, second, _) = await RunAsync("IndexFolder", folder, "When does the ferry leave?");

            Assert.True(first.StartsWith("1 files indexed, 0 unchanged", StringComparison.Ordinal), first + firstError);
            Assert.StartsWith("0 files indexed, 1 unchanged", second, StringComparison.Ordinal);
            Assert.Contains("harbour.md", second, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task ApiEmbeddings_WithoutAKey_NamesTheVariables()
    {
        var (exitCode, _, error) = await RunAsync("ApiEmbeddings");

        Assert.Equal(2, exitCode);
        Assert.Contains("JINA_API_KEY", error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string sample, params string[] arguments)
    {
        var program = Path.Combine(TestPaths.Repository, "artifacts", "bin", sample, "release", $"{sample}.dll");
        if (!File.Exists(program)) Assert.Skip($"The sample is not built: {program}. Build the solution first; ./test does.");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in new[] { "JINA_API_KEY", "JINAAI_API_KEY", "JINA_AI_API_KEY", "JINA_AUTH_TOKEN" }) start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
