namespace JinaSharp;

/// <summary>The kind of a <see cref="PayloadValue"/>.</summary>
public enum PayloadKind
{
    /// <summary>No value.</summary>
    Null = 0,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A 64-bit integer.</summary>
    Integer,

    /// <summary>A 64-bit floating point number.</summary>
    Number,

    /// <summary>A text.</summary>
    String,

    /// <summary>A list of values.</summary>
    List,

    /// <summary>Values by name.</summary>
    Map,
}
