namespace JinaSharp;

/// <summary>The rule of a <see cref="Fusion"/>.</summary>
public enum FusionKind
{
    /// <summary>By ranks alone.</summary>
    ReciprocalRank = 0,

    /// <summary>By scores mapped to 0..1.</summary>
    RelativeScore,
}
