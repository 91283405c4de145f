namespace JinaSharp.Inference.Weights;

/// <summary>Names and sizes of element types as safetensors headers write them.</summary>
internal static class TensorDTypes
{
    public static bool TryParse(string? name, out TensorDType type)
    {
        (var known, type) = name switch
        {
            "F32" => (true, TensorDType.F32),
            "F16" => (true, TensorDType.F16),
            "BF16" => (true, TensorDType.BF16),
            "F64" => (true, TensorDType.F64),
            "I64" => (true, TensorDType.I64),
            "I32" => (true, TensorDType.I32),
            "I16" => (true, TensorDType.I16),
            "I8" => (true, TensorDType.I8),
            "U64" => (true, TensorDType.U64),
            "U32" => (true, TensorDType.U32),
            "U16" => (true, TensorDType.U16),
            "U8" => (true, TensorDType.U8),
            "BOOL" => (true, TensorDType.Bool),
            "F8_E5M2" => (true, TensorDType.F8E5M2),
            "F8_E4M3" => (true, TensorDType.F8E4M3),
            _ => (false, TensorDType.F32),
        };
        return known;
    }

    public static int ByteSize(this TensorDType type) => type switch
    {
        TensorDType.F64 or TensorDType.I64 or TensorDType.U64 => 8,
        TensorDType.F32 or TensorDType.I32 or TensorDType.U32 => 4,
        TensorDType.F16 or TensorDType.BF16 or TensorDType.I16 or TensorDType.U16 => 2,
        _ => 1,
    };

    public static bool IsReadable(this TensorDType type) => type is TensorDType.F32 or TensorDType.F16 or TensorDType.BF16;
}
