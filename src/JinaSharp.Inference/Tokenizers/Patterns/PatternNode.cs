using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.Patterns;

/// <summary>The syntax tree of a regular expression.</summary>
internal abstract record PatternNode
{
    /// <summary>How a repetition chooses its count.</summary>
    public enum Greed
    {
        Greedy,
        Lazy,
        Possessive,
    }

    /// <summary>One code point of a set.</summary>
    public sealed record OneOf(CodePointSet Set) : PatternNode;

    /// <summary>All, one after the other; none is the empty match.</summary>
    public sealed record Sequence(IReadOnlyList<PatternNode> Items) : PatternNode;

    /// <summary>The first that leads to a match.</summary>
    public sealed record Choice(IReadOnlyList<PatternNode> Items) : PatternNode;

    /// <summary>A number of times; no maximum is <see cref="int.MaxValue"/>.</summary>
    public sealed record Repeat(PatternNode Item, int Minimum, int Maximum, Greed Kind) : PatternNode;

    /// <summary>Looks ahead or behind without moving.</summary>
    public sealed record Look(PatternNode Item, bool Behind, bool Negative) : PatternNode;

    /// <summary>Once matched, never reconsidered.</summary>
    public sealed record Atomic(PatternNode Item) : PatternNode;

    /// <summary>A condition on the position.</summary>
    public sealed record Position(PatternAnchor Anchor) : PatternNode;
}
