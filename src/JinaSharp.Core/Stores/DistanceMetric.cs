namespace JinaSharp;

/// <summary>How two vectors are compared. Scores are similarities: larger is better with every metric.</summary>
public enum DistanceMetric
{
    /// <summary>The cosine of the angle, from -1 to 1. A zero vector scores 0 with everything.</summary>
    Cosine = 0,

    /// <summary>The dot product.</summary>
    Dot,

    /// <summary>Minus the Euclidean distance (not squared): at most 0.</summary>
    Euclidean,

    /// <summary>Minus the number of differing bits; only for binary vectors.</summary>
    Hamming,
}
