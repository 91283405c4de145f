namespace JinaSharp;

/// <summary>How a store keeps the numbers of a dense vector.</summary>
public enum VectorStorage
{
    /// <summary>As given: 4 bytes a dimension.</summary>
    Float32 = 0,

    /// <summary>Half precision: 2 bytes a dimension.</summary>
    Float16,

    /// <summary>One byte a dimension with one scale a vector.</summary>
    Int8,
}
