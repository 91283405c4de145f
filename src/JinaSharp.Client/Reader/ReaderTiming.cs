namespace JinaSharp.Client;

/// <summary>When a page counts as loaded.</summary>
public enum ReaderTiming
{
    /// <summary>When its HTML is in.</summary>
    Html = 0,

    /// <summary>When there is something to see.</summary>
    VisibleContent,

    /// <summary>When it stops changing.</summary>
    MutationIdle,

    /// <summary>When its resources are in.</summary>
    ResourceIdle,

    /// <summary>When its media are in.</summary>
    MediaIdle,

    /// <summary>When the network is quiet.</summary>
    NetworkIdle,
}
