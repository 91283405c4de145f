namespace JinaSharp.Inference.Weights;

/// <summary>One entry of a safetensors header, already checked against the file's size.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="DType">The element type.</param>
/// <param name="Shape">The shape; every side is zero or more.</param>
/// <param name="Offset">The first byte, from the start of the file.</param>
/// <param name="ByteLength">The number of bytes: elements times element size.</param>
internal sealed record TensorInfo(string Name, TensorDType DType, long[] Shape, long Offset, long ByteLength)
{
    public long ElementCount => ByteLength / DType.ByteSize();

    public string ShapeText => FormatShape(Shape);

    public static string FormatShape(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";
}
