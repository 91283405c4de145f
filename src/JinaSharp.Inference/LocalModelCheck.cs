namespace JinaSharp.Inference;

/// <summary>One published output of a model, and how near a folder comes to it.</summary>
/// <param name="Description">What was compared.</param>
/// <param name="Difference">The largest difference found; infinite where nothing could be compared.</param>
/// <param name="Tolerance">The difference that the source of the number allows.</param>
public sealed record LocalModelCheck(string Description, double Difference, double Tolerance)
{
    /// <summary>Whether the difference is within the tolerance.</summary>
    public bool Passed => Difference <= Tolerance;

    /// <summary>Why nothing could be compared; null: it was.</summary>
    public string? Obstacle { get; init; }
}
