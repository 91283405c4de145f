namespace JinaSharp.Inference.Weights;

/// <summary>A tensor of a mapped file. It keeps the mapping alive; reading it converts to 32-bit floats.</summary>
internal sealed unsafe class WeightTensor
{
    private readonly SafeTensorsFile _file;
    private readonly byte* _data;

    internal WeightTensor(SafeTensorsFile file, TensorInfo info, byte* data)
    {
        _file = file;
        _data = data;
        Info = info;
    }

    public TensorInfo Info { get; }

    public string Name => Info.Name;

    public string File => _file.Path;

    public ReadOnlySpan<long> Shape => Info.Shape;

    public TensorDType DType => Info.DType;

    public long ElementCount => Info.ElementCount;

    /// <summary>output = elements [start, start + output.Length) as floats.</summary>
    public void Read(long start, Span<float> output)
    {
        if (start < 0 || output.Length > ElementCount - start) throw new ArgumentOutOfRangeException(nameof(start));
        var size = DType.ByteSize();
        var source = new ReadOnlySpan<byte>(_data + start * size, checked(output.Length * size));
        switch (DType)
        {
            case TensorDType.F32:
                source.CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsBytes(output));
                break;
            case TensorDType.F16:
                HalfPrecision.FromFloat16(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(source), output);
                break;
            case TensorDType.BF16:
                HalfPrecision.FromBFloat16(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(source), output);
                break;
            default:
                throw new ModelFormatException($"Tensor '{Name}' has the element type {DType}; weights are F32, F16 or BF16.", File, Name);
        }
        GC.KeepAlive(_file);
    }

    /// <summary>The whole tensor as floats, in memory of its own.</summary>
    public float[] ToArray()
    {
        if (ElementCount > Array.MaxLength)
            throw new ModelFormatException($"Tensor '{Name}' has {ElementCount} elements, too many to be read at once.", File, Name);
        var values = new float[ElementCount];
        Read(0, values);
        return values;
    }

    /// <summary>The bits of a tensor whose elements have 16; valid while this object is reachable.</summary>
    public ReadOnlySpan<ushort> Bits(long start, int count)
    {
        if (DType.ByteSize() != sizeof(ushort) || start < 0 || count > ElementCount - start) throw new ArgumentOutOfRangeException(nameof(start));
        return new ReadOnlySpan<ushort>((ushort*)_data + start, count);
    }
}
