using System.Globalization;

namespace JinaSharp.Inference.Tests.Fuzzing;

/// <summary>How long and from which seeds the fuzz tests run: <c>JINASHARP_FUZZ_FACTOR</c> multiplies their rounds, <c>JINASHARP_FUZZ_SEED</c> moves their seeds.</summary>
internal static class FuzzRun
{
    public static int Rounds(int usual) => usual * Variable("JINASHARP_FUZZ_FACTOR", 1);

    public static Random Random(int seed) => new(seed + 7919 * Variable("JINASHARP_FUZZ_SEED", 0));

    private static int Variable(string name, int fallback) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : fallback;
}
