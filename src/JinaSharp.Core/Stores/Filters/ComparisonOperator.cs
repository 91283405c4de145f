namespace JinaSharp;

/// <summary>How a <see cref="ComparisonFilter"/> compares.</summary>
public enum ComparisonOperator
{
    /// <summary>Equal.</summary>
    Equal = 0,

    /// <summary>Greater.</summary>
    Greater,

    /// <summary>Greater or equal.</summary>
    GreaterOrEqual,

    /// <summary>Less.</summary>
    Less,

    /// <summary>Less or equal.</summary>
    LessOrEqual,
}
