namespace JinaSharp.Client;

/// <summary>Where the Reader and search hosts are.</summary>
public enum JinaRegion
{
    /// <summary>The service chooses.</summary>
    Global = 0,

    /// <summary>Hosts in the European Union: <c>eu.r.jina.ai</c> and <c>eu.s.jina.ai</c>.</summary>
    Europe,
}
