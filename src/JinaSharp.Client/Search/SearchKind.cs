namespace JinaSharp.Client;

/// <summary>What is searched for.</summary>
public enum SearchKind
{
    /// <summary>Web pages.</summary>
    Web = 0,

    /// <summary>Pictures.</summary>
    Images,

    /// <summary>News.</summary>
    News,
}
