namespace JinaSharp.Client.Reader;

/// <summary>Estimates what the Reader and the search charge, from the prices that the service states.</summary>
internal static class ReaderCost
{
    /// <summary>A long web page. What a page costs is not known before it is read.</summary>
    public const long TypicalPage = 10_000;

    private const long ScreenshotTokens = 765;
    private const long LeastForCaptions = 765;
    private const long LeastForScripts = 4_000;
    private const long LeastForModels = 4_000;
    private const long SearchGroupTokens = 10_000;
    private const int SearchGroupSize = 10;

    /// <summary>The most that one call is ever charged.</summary>
    private const long Most = 2_000_000;

    public static long OfText(string text) => Math.Min((text.Length / 4) + 1L, Most);

    public static long Of(long contentTokens, ReaderOptions options)
    {
        var tokens = contentTokens;
        if (options.MaxTokens is { } trimmed) tokens = Math.Min(tokens, trimmed);
        if (options.TokenBudget is { } budget) tokens = Math.Min(tokens, budget);
        if ((options.Formats & (ReaderFormats.Vlm | ReaderFormats.ReaderLm)) != 0) tokens = Math.Max(tokens * 3, LeastForModels);
        if (options.GeneratedAlt == true) tokens = Math.Max(tokens, LeastForCaptions);
        if (options.PageScripts.Count > 0 || options.FrameScripts.Count > 0 || options.Engine == ReaderEngine.CloudflareBrowser) tokens = Math.Max(tokens, LeastForScripts);
        if ((options.Formats & (ReaderFormats.Screenshot | ReaderFormats.Pageshot)) != 0) tokens += ScreenshotTokens;
        if (options.Proxy is not (null or "none")) tokens *= 5;
        return Math.Min(tokens, Most);
    }

    /// <summary>Each started group of ten results has its price, which depends on the provider and on what is searched for.</summary>
    public static long Of(SearchOptions options)
    {
        var groups = Math.Max(1, ((options.Count ?? SearchGroupSize) + SearchGroupSize - 1) / SearchGroupSize);
        var tokens = groups * SearchGroupTokens;
        if (options.Provider == "bing") tokens *= 3;
        if (options.Kind != SearchKind.Web) tokens *= 5;
        return Math.Min(tokens, Most);
    }
}
