using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using JinaSharp.Inference.Kernels;

namespace JinaSharp.Inference.Tests.Kernels;

/// <summary>First thing in every re-run: the runtime really runs at the level that the run is meant for.</summary>
public sealed class InstructionSetTests
{
    /// <summary>Set by the runs of <see cref="Runtime.InstructionSetLevelTests"/>.</summary>
    public const string ExpectedVariable = "JINASHARP_EXPECTED_INSTRUCTION_SET";

    [Fact]
    public void Process_RunsAtTheExpectedLevel()
    {
        var expected = Environment.GetEnvironmentVariable(ExpectedVariable);
        if (expected is null) Assert.Skip("Not a re-run at a chosen level.");

        Assert.Equal(expected, MatMul.InstructionSet);
        Assert.Equal(expected == "AVX-512", Vector512.IsHardwareAccelerated);
        Assert.Equal(expected is "AVX-512" or "AVX2", Avx2.IsSupported);
        Assert.Equal(expected != "scalar", Vector128.IsHardwareAccelerated);
    }
}
