namespace JinaSharp.Inference;

/// <summary>Which text of a pair gives way when both together are too long.</summary>
public enum TruncationStrategy
{
    /// <summary>The longer one first, then both.</summary>
    LongestFirst,

    /// <summary>The first alone; too much excess is an error.</summary>
    OnlyFirst,

    /// <summary>The second alone; too much excess, or no second text, is an error.</summary>
    OnlySecond,
}
