namespace JinaSharp;

/// <summary>The kind of an index over a payload field.</summary>
public enum PayloadIndexKind
{
    /// <summary>Texts matched whole.</summary>
    Keyword = 0,

    /// <summary>Integers, by value and range.</summary>
    Integer,

    /// <summary>Numbers, by value and range.</summary>
    Number,

    /// <summary>True and false.</summary>
    Boolean,

    /// <summary>Words of a text.</summary>
    Text,

    /// <summary>Dates and times in RFC 3339 form.</summary>
    DateTime,
}
