namespace JinaSharp.Inference.Tokenizers.Patterns;

/// <summary>The instructions of a compiled pattern.</summary>
internal enum PatternOp
{
    /// <summary>One code point of the set.</summary>
    OneOf,

    /// <summary>From First to Second code points of the set, as many as there are, giving back one by one.</summary>
    Run,

    /// <summary>The same, giving back none.</summary>
    PossessiveRun,

    /// <summary>Goes on at First; when that fails, at Second.</summary>
    Split,

    /// <summary>Goes on at First.</summary>
    Jump,

    /// <summary>Remembers the position in register First.</summary>
    Mark,

    /// <summary>Goes on at Second when the position is still that of register First: the loop body matched nothing.</summary>
    LeaveIfEmpty,

    /// <summary>What follows up to an Accept must match here; then goes on at First.</summary>
    LookAhead,

    /// <summary>What follows up to an Accept must not match here; then goes on at First.</summary>
    NotAhead,

    /// <summary>What follows up to an Accept must match and end here, Second to Third code points back; then goes on at First.</summary>
    LookBehind,

    /// <summary>The opposite of LookBehind.</summary>
    NotBehind,

    /// <summary>What follows up to an Accept, as first found; then goes on at First.</summary>
    Atomic,

    /// <summary>The anchor First.</summary>
    Anchor,

    /// <summary>Done.</summary>
    Accept,
}
