namespace JinaSharp;

/// <summary>One float vector.</summary>
public sealed class DenseVector : VectorValue
{
    /// <summary>Creates the vector.</summary>
    /// <param name="values">The values.</param>
    public DenseVector(ReadOnlyMemory<float> values) => Values = values;

    /// <summary>The values: <c>[dimensions]</c>.</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <inheritdoc/>
    public override VectorKind Kind => VectorKind.Dense;
}
