namespace JinaSharp;

/// <summary>The kind of a stored vector.</summary>
public enum VectorKind
{
    /// <summary>One float vector a record.</summary>
    Dense = 0,

    /// <summary>Several float vectors a record, compared by MaxSim.</summary>
    Multi,

    /// <summary>Few non-zero positions of a very long vector.</summary>
    Sparse,

    /// <summary>One bit a dimension.</summary>
    Binary,
}
