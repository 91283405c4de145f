using System.Text.Json;

namespace JinaSharp.Client;

/// <summary>Options of the Reader, and of search for the pages it finds. Null or the first value of an enumeration is the service's default.</summary>
/// <remarks>They travel in the request's body, where false is false; as headers, which the service also takes, every text would count as true.</remarks>
public class ReaderOptions
{
    /// <summary>What is given of a page.</summary>
    /// <value>The default is <see cref="ReaderFormats.None"/>: the main content as Markdown.</value>
    public ReaderFormats Formats { get; set; }

    /// <summary>What fetches the page.</summary>
    public ReaderEngine Engine { get; set; }

    /// <summary>When the page counts as loaded.</summary>
    public ReaderTiming? Timing { get; set; }

    /// <summary>How long the service waits for the page, up to 180 seconds.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>CSS selectors of the parts wanted.</summary>
    public IList<string> TargetSelectors { get; } = [];

    /// <summary>CSS selectors of the parts to wait for.</summary>
    public IList<string> WaitForSelectors { get; } = [];

    /// <summary>CSS selectors of the parts to leave out.</summary>
    public IList<string> RemoveSelectors { get; } = [];

    /// <summary>What happens to images.</summary>
    public ReaderImages RetainImages { get; set; }

    /// <summary>What happens to links.</summary>
    public ReaderLinks RetainLinks { get; set; }

    /// <summary>Whether the links are listed in <see cref="ReaderPage.Links"/>.</summary>
    public ReaderLinksSummary LinksSummary { get; set; }

    /// <summary>Whether the images are listed in <see cref="ReaderPage.Images"/>.</summary>
    public bool? ImagesSummary { get; set; }

    /// <summary>Whether images without a description get one from a vision model, at a charge.</summary>
    public bool? GeneratedAlt { get; set; }

    /// <summary>Whether images inside the page's own text stay in it.</summary>
    public bool? KeepImageData { get; set; }

    /// <summary>Whether frames are read.</summary>
    public bool? Iframes { get; set; }

    /// <summary>Whether shadow trees are read.</summary>
    public bool? ShadowDom { get; set; }

    /// <summary>Whether banners over the page are removed.</summary>
    public bool? RemoveOverlay { get; set; }

    /// <summary>Whether the cache is passed by.</summary>
    public bool? NoCache { get; set; }

    /// <summary>How old a cached page may be.</summary>
    public TimeSpan? CacheTolerance { get; set; }

    /// <summary>Whether the service keeps nothing of the result.</summary>
    public bool? DoNotTrack { get; set; }

    /// <summary>The tokens above which the call fails.</summary>
    public int? TokenBudget { get; set; }

    /// <summary>The tokens after which the content is cut, at least 500.</summary>
    public int? MaxTokens { get; set; }

    /// <summary>How the content is cut into <see cref="ReaderPage.Chunks"/>: <c>true</c>, <c>h1</c> to <c>h5</c>, <c>structured</c>, <c>s1</c> to <c>s5</c>.</summary>
    public string? MarkdownChunking { get; set; }

    /// <summary>How Markdown is written.</summary>
    public ReaderMarkdownStyle? Markdown { get; set; }

    /// <summary>Whether GitHub's Markdown is left out.</summary>
    public bool? NoGfm { get; set; }

    /// <summary>The address that relative links start from: <c>initial</c> or <c>final</c>.</summary>
    public string? Base { get; set; }

    /// <summary>The bot name whose robots.txt rules are obeyed.</summary>
    public string? RobotsUserAgent { get; set; }

    /// <summary>A proxy of the service: a country's two letters, <c>auto</c>, <c>any</c> or <c>none</c>; five times the charge.</summary>
    public string? Proxy { get; set; }

    /// <summary>A proxy of the caller.</summary>
    public Uri? ProxyUrl { get; set; }

    /// <summary>The User-Agent that the page sees.</summary>
    public string? UserAgent { get; set; }

    /// <summary>The browser's language.</summary>
    public string? Locale { get; set; }

    /// <summary>The Referer that the page sees.</summary>
    public string? Referer { get; set; }

    /// <summary>Set-Cookie texts for the page.</summary>
    public IList<string> Cookies { get; } = [];

    /// <summary>Further headers for the page.</summary>
    public IDictionary<string, string> PageHeaders { get; } = new Dictionary<string, string>();

    /// <summary>Scripts, or addresses of scripts, to run in the page.</summary>
    public IList<string> PageScripts { get; } = [];

    /// <summary>Scripts, or addresses of scripts, to run in its frames.</summary>
    public IList<string> FrameScripts { get; } = [];

    /// <summary>The screen that the page is rendered for.</summary>
    public ReaderViewport? Viewport { get; set; }

    /// <summary>What a language model format is to do.</summary>
    public string? Instruction { get; set; }

    /// <summary>The JSON schema that a language model format is to fill.</summary>
    public JsonElement? JsonSchema { get; set; }
}
