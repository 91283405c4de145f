using JinaSharp.Inference.Kernels;
using JinaSharp.Inference.Models;
using JinaSharp.Inference.Tests.Soak;
using JinaSharp.Testing.Models;
using JinaSharp.TestSupport;

namespace JinaSharp.Inference.Tests.Models;

/// <summary>A loaded model is its mapped file and at most one packed copy of the matrices.</summary>
[Collection(SoakCollection.Name)]
public sealed class LoadMemoryTests : IDisposable
{
    private readonly string _folder = TestPaths.NewTemporaryFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("v2", "F16", 2)]
    [InlineData("v2", "F32", 4)]
    [InlineData("v3", "BF16", 2)]
    public void Open_Model_HoldsOnePackedCopyAndLittleElse(string family, string dtype, int bytesPerWeight)
    {
        if (dtype == "F16" && !MatMul.Holds(PanelFormat.F16)) bytesPerWeight = 4;
        const int Layers = 4, Hidden = 256, Intermediate = 768;
        if (family == "v2") SyntheticModel.WriteJinaBert(_folder, new(Layers, Hidden, 4, Intermediate, 8000), dtype);
        else SyntheticModel.WriteXlmRoberta(_folder, new(Layers, Hidden, 4, Intermediate, 8000), dtype);
        // The matrices of the layers; embedding tables are read from the file.
        var matrices = (long)Layers * ((4L * Hidden * Hidden) + ((family == "v2" ? 3L : 2L) * Hidden * Intermediate));
        var adapters = family == "v2" ? 0 : Layers * 5L * 4 * ((Hidden + 3 * Hidden) + 2 * Hidden + 2 * (Hidden + Intermediate));
        TextModel.Open(_folder).Dispose();
        var before = GC.GetTotalAllocatedBytes(precise: true);

        using var model = TextModel.Open(_folder);

        var managed = GC.GetTotalAllocatedBytes(precise: true) - before;
        // Panels are whole: 32 columns each. Adapters are 4 columns wide in panels of 32 rows, held as floats.
        Assert.InRange(model.Encoder.PackedByteLength, matrices * bytesPerWeight, (matrices * bytesPerWeight * 21 / 20) + (adapters * 4 * 3));
        // Norms, biases, type embeddings, names; a row of panels at a time on its way into packed form.
        Assert.InRange(managed, 0, model.FileByteLength / 3);
    }
}
