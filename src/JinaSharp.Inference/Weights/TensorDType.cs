namespace JinaSharp.Inference.Weights;

/// <summary>Element types of a safetensors file. Weights of the models are F32, F16 or BF16; the others may be present but are not read.</summary>
internal enum TensorDType
{
    F32,
    F16,
    BF16,
    F64,
    I64,
    I32,
    I16,
    I8,
    U64,
    U32,
    U16,
    U8,
    Bool,
    F8E5M2,
    F8E4M3,
}
