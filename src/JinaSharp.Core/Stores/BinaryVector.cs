namespace JinaSharp;

/// <summary>One bit a dimension, packed.</summary>
public sealed class BinaryVector : VectorValue
{
    /// <summary>Creates the vector.</summary>
    /// <param name="bits">Eight dimensions a byte, most significant bit first.</param>
    public BinaryVector(ReadOnlyMemory<byte> bits) => Bits = bits;

    /// <summary>Eight dimensions a byte, most significant bit first.</summary>
    public ReadOnlyMemory<byte> Bits { get; }

    /// <inheritdoc/>
    public override VectorKind Kind => VectorKind.Binary;
}
