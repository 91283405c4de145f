using JinaSharp.Inference.Kernels;
using JinaSharp.Inference.Models;
using JinaSharp.Inference.Weights;
using JinaSharp.Testing.Models;
using JinaSharp.TestSupport;

namespace JinaSharp.Inference.Tests.Models;

public sealed class MatrixSourceTests : IDisposable
{
    private readonly string _folder = TestPaths.NewTemporaryFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("F32", null, "F32")]
    [InlineData("BF16", null, "BF16")]
    [InlineData("F16", null, "F16")]
    [InlineData("F16", 127.9f, "F16")]
    [InlineData("F16", -128f, "F32")]
    [InlineData("F16", float.PositiveInfinity, "F32")]
    public void Format_OneWeightIsLarge_HoldsItExactly(string dtype, float? last, string expected)
    {
        const int Outputs = 40, Inputs = 51;
        var path = Path.Combine(_folder, "model.safetensors");
        SyntheticModel.WriteSafeTensors(path, [("w", [Outputs, Inputs])], dtype, 1);
        if (last is { } value)
        {
            var bytes = File.ReadAllBytes(path);
            BitConverter.GetBytes((Half)value).CopyTo(bytes, bytes.Length - 2);
            File.WriteAllBytes(path, bytes);
        }
        using var file = SafeTensorsFile.Open(path);
        var tensor = file.Get(file.Tensors["w"]);

        using var matrix = LinearWeights.Pack(tensor);

        if (!MatMul.Holds(PanelFormat.F16) && expected == "F16") expected = "F32";
        Assert.Equal(expected, matrix.Format.ToString());
        var unit = new float[Inputs];
        unit[^1] = 1;
        var output = new float[64];
        matrix.Multiply(new RowTiles(1), unit, MatrixView.Zero, MatrixView.Rows(output, 64));
        Assert.Equal(tensor.ToArray()[^1], output[Outputs - 1]);
    }
}
