namespace JinaSharp.Client;

/// <summary>What fetches a page.</summary>
public enum ReaderEngine
{
    /// <summary>The service chooses.</summary>
    Auto = 0,

    /// <summary>A browser.</summary>
    Browser,

    /// <summary>A plain request, without scripts.</summary>
    Curl,

    /// <summary>A browser at Cloudflare.</summary>
    CloudflareBrowser,
}
