using System.Diagnostics;
using System.Runtime.Intrinsics;
using JinaSharp.Inference.Tests.Kernels;

namespace JinaSharp.Inference.Tests.Runtime;

/// <summary>Kernels and golden models again, in child processes whose runtime has instruction sets switched off.</summary>
public sealed class InstructionSetLevelTests
{
    [Theory]
    [InlineData("DOTNET_EnableAVX512", "AVX2")]
    [InlineData("DOTNET_EnableAVX2", "128-bit")]
    [InlineData("DOTNET_EnableHWIntrinsic", "scalar")]
    public async Task KernelsAndModels_WithInstructionSetsOff_Pass(string variable, string level)
    {
        if (Environment.GetEnvironmentVariable(InstructionSetTests.ExpectedVariable) is not null) Assert.Skip("Already a re-run.");
        if (!Vector512.IsHardwareAccelerated && level == "AVX2") Assert.Skip("This processor has no wider level to switch off.");
        if (!System.Runtime.Intrinsics.X86.X86Base.IsSupported) Assert.Skip("The switches are those of x86.");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "JinaSharp.Inference.Tests.dll"), "-noLogo", "-noColor",
                "-filter", "/*/JinaSharp.Inference.Tests.Kernels",
                "-filter", "/*/*/GoldenModelTests/TokenStates*", "-filter", "/*/*/GoldenModelTests/LateChunking*", "-filter", "/*/*/GoldenModelTests/Rerank*",
            },
        };
        start.Environment[variable] = "0";
        start.Environment[InstructionSetTests.ExpectedVariable] = level;

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, $"{level}: {await output}{await errors}");
        Assert.Matches(@"Total: [1-9]\d", await output);
    }
}
