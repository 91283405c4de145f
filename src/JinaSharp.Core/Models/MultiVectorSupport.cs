namespace JinaSharp;

/// <summary>Whether a model gives one vector a token.</summary>
public enum MultiVectorSupport
{
    /// <summary>Never.</summary>
    None = 0,

    /// <summary>When asked.</summary>
    Optional,

    /// <summary>Always.</summary>
    Always,
}
