namespace JinaSharp;

/// <summary>How several rankings become one.</summary>
public sealed record Fusion
{
    private Fusion()
    {
    }

    /// <summary>The rule.</summary>
    public FusionKind Kind { get; private init; }

    /// <summary>The constant of reciprocal rank fusion.</summary>
    public int RankConstant { get; private init; } = DefaultRankConstant;

    /// <summary>One weight a leg, or null for equal weights.</summary>
    public IReadOnlyList<double>? Weights { get; private init; }

    /// <summary>The usual constant of reciprocal rank fusion: 60.</summary>
    public const int DefaultRankConstant = 60;

    /// <summary>
    /// Reciprocal rank fusion: a record scores the sum over legs of <c>weight / (rankConstant + rank)</c>, ranks from 1
    /// (Cormack, Clarke and Büttcher, SIGIR 2009).
    /// </summary>
    /// <param name="rankConstant">The constant; larger values flatten the difference between ranks.</param>
    /// <param name="weights">One weight a leg, or null for 1 each.</param>
    /// <returns>The fusion.</returns>
    public static Fusion ReciprocalRank(int rankConstant = DefaultRankConstant, IReadOnlyList<double>? weights = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rankConstant);
        return new Fusion { Kind = FusionKind.ReciprocalRank, RankConstant = rankConstant, Weights = weights };
    }

    /// <summary>Each leg's scores are mapped to 0..1 by their least and largest, then summed with weights.</summary>
    /// <param name="weights">One weight a leg, or null for 1 each.</param>
    /// <returns>The fusion.</returns>
    public static Fusion RelativeScore(IReadOnlyList<double>? weights = null) => new() { Kind = FusionKind.RelativeScore, Weights = weights };
}
