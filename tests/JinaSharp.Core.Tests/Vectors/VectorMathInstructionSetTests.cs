using System.Diagnostics;

namespace JinaSharp.Core.Tests.Vectors;

/// <summary>Runs <see cref="VectorMathTests"/> again in a child process with instruction sets switched off.</summary>
public class VectorMathInstructionSetTests
{
    [Theory]
    [InlineData("DOTNET_EnableAVX512", 256)]
    [InlineData("DOTNET_EnableAVX2", 128)]
    [InlineData("DOTNET_EnableHWIntrinsic", 0)]
    public async Task VectorMath_WithoutInstructionSet_PassesTheSameTests(string variable, int widestBits)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(VectorMathTests.ExpectedWidthVariable) is not null, "This is the child process.");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", typeof(VectorMathTests).Assembly.Location, "-class", typeof(VectorMathTests).FullName!, "-noLogo"])
            start.ArgumentList.Add(argument);
        start.Environment[variable] = "0";
        start.Environment[VectorMathTests.ExpectedWidthVariable] = widestBits.ToString();

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        var text = await output + await errors;
        Assert.True(process.ExitCode == 0, text);
        Assert.Matches(@"Total: [1-9]\d{2}", text);
    }
}
