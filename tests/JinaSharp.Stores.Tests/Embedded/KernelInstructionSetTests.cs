namespace JinaSharp.Stores.Tests.Embedded;

/// <summary>Runs <see cref="KernelTests"/>, <see cref="SignCodeTests"/> and the conformance suite again in child processes with instruction sets switched off.</summary>
public class KernelInstructionSetTests
{
    private const string ChildVariable = "JINASHARP_TEST_KERNEL_CHILD";

    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public async Task Kernels_WithoutInstructionSet_PassTheSameTests(string variable)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(ChildVariable) is not null, "This is the child process.");
        var start = new System.Diagnostics.ProcessStartInfo("dotnet", ["exec", typeof(KernelTests).Assembly.Location, "-class", typeof(KernelTests).FullName!, "-class", typeof(SignCodeTests).FullName!, "-class", typeof(InMemoryConformanceTests).FullName!, "-noLogo", "-noColor"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment[variable] = "0";
        start.Environment[ChildVariable] = "1";
        using var process = System.Diagnostics.Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, output);
        Assert.Matches(@"Total: [1-9]\d{2}", output);
    }
}
