using System.Text;
using JinaSharp.Inference.Tests.Fuzzing;
using JinaSharp.Inference.Weights;
using JinaSharp.Testing.Models;
using JinaSharp.TestSupport;

namespace JinaSharp.Inference.Tests.Weights;

public sealed class SafeTensorsTests : IDisposable
{
    private readonly string _folder = TestPaths.NewTemporaryFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("F32")]
    [InlineData("F16")]
    [InlineData("BF16")]
    public void Read_EachElementType_GivesTheNumbers(string dtype)
    {
        var path = Path.Combine(_folder, "model.safetensors");
        SyntheticModel.WriteSafeTensors(path, [("a", [3, 5]), ("b", [17])], dtype, 1);
        using var file = SafeTensorsFile.Open(path);

        var values = file.Get(file.Tensors["a"]).ToArray();

        var bytes = File.ReadAllBytes(path).AsSpan((int)file.Tensors["a"].Offset, (int)file.Tensors["a"].ByteLength).ToArray();
        for (var i = 0; i < values.Length; i++)
            Assert.Equal(dtype switch
            {
                "F32" => BitConverter.ToSingle(bytes, 4 * i),
                "F16" => (float)BitConverter.ToHalf(bytes, 2 * i),
                _ => BitConverter.UInt32BitsToSingle((uint)BitConverter.ToUInt16(bytes, 2 * i) << 16),
            }, values[i]);
    }

    [Theory]
    [InlineData("", "header length")]
    [InlineData("AAAA", "header length")]
    [InlineData("{\"a\"", "valid JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("""{"a":3}""", "not an object")]
    [InlineData("""{"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}""", "F33")]
    [InlineData("""{"a":{"dtype":"F32","data_offsets":[0,4]}}""", "no shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", "offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,400]}}""", "download may be incomplete")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "claims the bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "does not take")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", "does not take")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}""", "short list")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", "share bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "twice")]
    public void Open_DamagedHeader_IsRefusedWithTheReason(string header, string reason)
    {
        var path = Path.Combine(_folder, "model.safetensors");
        var bytes = Encoding.UTF8.GetBytes(header);
        File.WriteAllBytes(path, header is "" or "AAAA" ? bytes : [.. BitConverter.GetBytes((long)bytes.Length), .. bytes, .. new byte[8]]);

        var exception = Assert.Throws<ModelFormatException>(() => SafeTensorsFile.Open(path));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.Equal(path, exception.File);
    }

    [Fact]
    public void Open_HeaderLengthBeyondTheFile_IsRefused()
    {
        var path = Path.Combine(_folder, "model.safetensors");
        foreach (var length in (ulong[])[ulong.MaxValue, long.MaxValue, 1UL << 40, 99_999_999, 0, 1])
        {
            File.WriteAllBytes(path, [.. BitConverter.GetBytes(length), .. "{}      "u8]);
            Assert.Throws<ModelFormatException>(() => SafeTensorsFile.Open(path));
        }
    }

    [Fact]
    public void Open_LfsPointer_SaysWhatToDo()
    {
        var path = Path.Combine(_folder, "model.safetensors");
        File.WriteAllText(path, "version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 123456\n");

        var exception = Assert.Throws<ModelFormatException>(() => SafeTensorsFile.Open(path));

        Assert.Contains("git lfs pull", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_RandomlyDamagedFiles_OnlyEverGivesModelFormatException()
    {
        var path = Path.Combine(_folder, "model.safetensors");
        SyntheticModel.WriteSafeTensors(path, [("embeddings.word_embeddings.weight", [7, 8]), ("b", [16]), ("c", [2, 3, 4])], "BF16", 1);
        var original = File.ReadAllBytes(path);
        var random = FuzzRun.Random(17);
        int opened = 0, refused = 0;
        for (var round = 0; round < FuzzRun.Rounds(3000); round++)
        {
            var bytes = Damage(original, random);
            File.WriteAllBytes(path, bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using var file = SafeTensorsFile.Open(path);
                foreach (var tensor in file.Tensors.Values.Where(t => t.DType.IsReadable())) file.Get(tensor).ToArray();
                opened++;
            }
            catch (ModelFormatException)
            {
                refused++;
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200 * bytes.Length + 100_000);
        }
        Assert.True(opened > 100 && refused > 100, $"{opened} opened, {refused} refused");
    }

    [Fact]
    public void Shards_AreFoundThroughTheIndex_AndCheckedForWhatIsMissing()
    {
        SyntheticModel.WriteSafeTensors(Path.Combine(_folder, "one.safetensors"), [("a", [3])], "F32", 1);
        SyntheticModel.WriteSafeTensors(Path.Combine(_folder, "two.safetensors"), [("b", [4])], "F32", 2);
        var index = Path.Combine(_folder, "model.safetensors.index.json");
        File.WriteAllText(index, """{"weight_map":{"a":"one.safetensors","b":"two.safetensors"}}""");
        using (var weights = ModelWeights.Open(_folder))
        {
            Assert.Equal(2, weights.FileCount);
            Assert.Equal(3, weights.Get("a", 3).ToArray().Length);
            var shape = Assert.Throws<ModelFormatException>(() => weights.Get("b", 5));
            Assert.Contains("[4] F32", shape.Message, StringComparison.Ordinal);
            Assert.Contains("expected [5]", shape.Message, StringComparison.Ordinal);
            Assert.Equal("b", shape.TensorName);
            Assert.Contains("missing", Assert.Throws<ModelFormatException>(() => weights.Get("c", 5)).Message, StringComparison.Ordinal);
        }

        File.WriteAllText(index, """{"weight_map":{"a":"../one.safetensors"}}""");
        Assert.Contains("not a file name", Assert.Throws<ModelFormatException>(() => ModelWeights.Open(_folder)).Message, StringComparison.Ordinal);
        File.WriteAllText(index, """{"weight_map":{"a":"three.safetensors"}}""");
        Assert.Contains("three.safetensors", Assert.Throws<ModelFormatException>(() => ModelWeights.Open(_folder)).Message, StringComparison.Ordinal);
        File.Delete(index);
        Assert.Contains("holds no weights", Assert.Throws<ModelFormatException>(() => ModelWeights.Open(_folder)).Message, StringComparison.Ordinal);
    }

    /// <summary>Some bytes changed, digits above all, or the file cut.</summary>
    internal static byte[] Damage(byte[] original, Random random)
    {
        var bytes = random.Next(4) == 0 ? original[..random.Next(original.Length)] : original.ToArray();
        for (var change = random.Next(1, 4); change > 0 && bytes.Length > 0; change--)
        {
            var at = random.Next(bytes.Length);
            bytes[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => (byte)('0' + random.Next(10)), _ => (byte)(bytes[at] ^ 1 << random.Next(8)) };
        }
        return bytes;
    }
}
