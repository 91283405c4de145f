using System.Text.Json;

namespace JinaSharp.Client.Reader;

/// <summary>Writes the options as the body fields of section 3.2 of the wire contract; what is not set is not written.</summary>
internal static class ReaderOptionsWriter
{
    public static void Check(ReaderOptions options)
    {
        if (options.Timeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > TimeSpan.FromSeconds(180)))
            throw new ArgumentException($"Timeout must be above zero and at most 180 seconds; it is {timeout}.");
        if (options.MaxTokens < 500) throw new ArgumentException($"MaxTokens must be at least 500; it is {options.MaxTokens}.");
        if (options.TokenBudget < 1) throw new ArgumentException($"TokenBudget must be at least 1; it is {options.TokenBudget}.");
        if (options.CacheTolerance < TimeSpan.Zero) throw new ArgumentException("CacheTolerance must not be negative.");
        if (options.Markdown?.HorizontalRule is { } rule && rule.Length is 0 or > 128) throw new ArgumentException("Markdown.HorizontalRule must have 1 to 128 characters.");
        if (options.Base is not (null or "initial" or "final")) throw new ArgumentException($"Base must be 'initial' or 'final'; it is '{options.Base}'.");
        if (options.MarkdownChunking is { } chunking && chunking is not ("true" or "structured" or ['h' or 's', >= '1' and <= '5']))
            throw new ArgumentException($"MarkdownChunking must be true, structured, h1 to h5 or s1 to s5; it is '{chunking}'.");
        var model = options.Formats & (ReaderFormats.Vlm | ReaderFormats.ReaderLm);
        if (model != 0 && (options.Formats & (ReaderFormats.Content | ReaderFormats.Markdown)) != 0)
            throw new ArgumentException("The language model formats cannot be combined with Content or Markdown.");
    }

    /// <param name="json">Receives the fields.</param>
    /// <param name="options">The options.</param>
    /// <param name="respondWith">A format that replaces the options' own.</param>
    /// <param name="withEngine">Whether the engine is a field; in a search that name means the search provider.</param>
    public static void Write(Utf8JsonWriter json, ReaderOptions options, string? respondWith = null, bool withEngine = true)
    {
        Text(json, "respondWith", respondWith ?? Formats(options.Formats));
        if (withEngine) Text(json, "engine", Engine(options.Engine));
        Text(json, "respondTiming", Timing(options.Timing));
        if (options.Timeout is { } timeout) json.WriteNumber("timeout", timeout.TotalSeconds);
        Texts(json, "targetSelector", options.TargetSelectors);
        Texts(json, "waitForSelector", options.WaitForSelectors);
        Texts(json, "removeSelector", options.RemoveSelectors);
        Text(json, "retainImages", options.RetainImages switch { ReaderImages.None => "none", ReaderImages.Alt => "alt", ReaderImages.AllPlaceholders => "all_p", ReaderImages.AltPlaceholders => "alt_p", _ => null });
        Text(json, "retainLinks", options.RetainLinks switch { ReaderLinks.None => "none", ReaderLinks.Text => "text", ReaderLinks.GptOss => "gpt-oss", _ => null });
        if (options.LinksSummary == ReaderLinksSummary.Unique) json.WriteBoolean("withLinksSummary", true);
        else Text(json, "withLinksSummary", options.LinksSummary switch { ReaderLinksSummary.All => "all", ReaderLinksSummary.GptOss => "gpt-oss", _ => null });
        Flag(json, "withImagesSummary", options.ImagesSummary);
        Flag(json, "withGeneratedAlt", options.GeneratedAlt);
        Flag(json, "keepImgDataUrl", options.KeepImageData);
        Flag(json, "withIframe", options.Iframes);
        Flag(json, "withShadowDom", options.ShadowDom);
        Flag(json, "removeOverlay", options.RemoveOverlay);
        Flag(json, "noCache", options.NoCache);
        if (options.CacheTolerance is { } tolerance) json.WriteNumber("cacheTolerance", (int)tolerance.TotalSeconds);
        if (options.DoNotTrack is { } doNotTrack) json.WriteNumber("doNotTrack", doNotTrack ? 1 : 0);
        if (options.TokenBudget is { } budget) json.WriteNumber("tokenBudget", budget);
        if (options.MaxTokens is { } most) json.WriteNumber("maxTokens", most);
        Text(json, "markdownChunking", options.MarkdownChunking);
        Flag(json, "noGfm", options.NoGfm);
        Text(json, "base", options.Base);
        Text(json, "robotsTxt", options.RobotsUserAgent);
        Text(json, "proxy", options.Proxy);
        Text(json, "proxyUrl", options.ProxyUrl?.OriginalString);
        Text(json, "userAgent", options.UserAgent);
        Text(json, "locale", options.Locale);
        Text(json, "referer", options.Referer);
        Texts(json, "setCookies", options.Cookies);
        Texts(json, "injectPageScript", options.PageScripts);
        Texts(json, "injectFrameScript", options.FrameScripts);
        Text(json, "instruction", options.Instruction);
        WriteGroups(json, options);
    }

    /// <summary>The value of <c>engine</c>; null for the service's choice.</summary>
    public static string? Engine(ReaderEngine engine) => engine switch
    {
        ReaderEngine.Browser => "browser",
        ReaderEngine.Curl => "curl",
        ReaderEngine.CloudflareBrowser => "cf-browser-rendering",
        _ => null,
    };

    private static void WriteGroups(Utf8JsonWriter json, ReaderOptions options)
    {
        if (options.PageHeaders.Count > 0)
        {
            json.WriteStartObject("customHeader");
            foreach (var (name, value) in options.PageHeaders) json.WriteString(name, value);
            json.WriteEndObject();
        }
        if (options.Viewport is { } viewport)
        {
            json.WriteStartObject("viewport");
            json.WriteNumber("width", viewport.Width);
            json.WriteNumber("height", viewport.Height);
            if (viewport.DeviceScaleFactor is { } scale) json.WriteNumber("deviceScaleFactor", scale);
            Flag(json, "isMobile", viewport.IsMobile);
            Flag(json, "isLandscape", viewport.IsLandscape);
            Flag(json, "hasTouch", viewport.HasTouch);
            json.WriteEndObject();
        }
        if (options.Markdown is { } markdown)
        {
            json.WriteStartObject("markdown");
            Text(json, "headingStyle", markdown.HeadingStyle);
            Text(json, "hr", markdown.HorizontalRule);
            Text(json, "bulletListMarker", markdown.BulletMarker);
            Text(json, "emDelimiter", markdown.EmphasisDelimiter);
            Text(json, "strongDelimiter", markdown.StrongDelimiter);
            Text(json, "linkStyle", markdown.LinkStyle);
            Text(json, "linkReferenceStyle", markdown.LinkReferenceStyle);
            json.WriteEndObject();
        }
        if (options.JsonSchema is { } schema)
        {
            json.WritePropertyName("jsonSchema");
            schema.WriteTo(json);
        }
    }

    private static string? Formats(ReaderFormats formats)
    {
        if (formats == ReaderFormats.None) return null;
        List<string> names = [];
        foreach (var (format, name) in new[]
                 {
                     (ReaderFormats.Content, "content"), (ReaderFormats.Markdown, "markdown"), (ReaderFormats.Html, "html"), (ReaderFormats.Text, "text"),
                     (ReaderFormats.Screenshot, "screenshot"), (ReaderFormats.Pageshot, "pageshot"), (ReaderFormats.Vlm, "vlm"), (ReaderFormats.ReaderLm, "readerlm-v2"),
                 })
            if (formats.HasFlag(format))
                names.Add(name);
        return string.Join('+', names);
    }

    private static string? Timing(ReaderTiming? timing) => timing switch
    {
        ReaderTiming.Html => "html",
        ReaderTiming.VisibleContent => "visible-content",
        ReaderTiming.MutationIdle => "mutation-idle",
        ReaderTiming.ResourceIdle => "resource-idle",
        ReaderTiming.MediaIdle => "media-idle",
        ReaderTiming.NetworkIdle => "network-idle",
        _ => null,
    };

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }

    private static void Flag(Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } flag) json.WriteBoolean(name, flag);
    }

    private static void Texts(Utf8JsonWriter json, string name, IList<string> values)
    {
        if (values.Count == 0) return;
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
