namespace JinaSharp.Client.Tests.Services;

public sealed class ReaderServiceTests
{
    private static readonly Uri Page = new("https://example.org/a?b=c#d");

    [Fact]
    public async Task Read_Page_GivesContentAndKeepsTheFragment()
    {
        await using var fake = await FakeFixture.StartAsync();

        var page = await fake.Client.Reader.ReadAsync(Page);

        Assert.Equal(Page.AbsoluteUri, page.Url);
        Assert.StartsWith("# Heading", page.Content);
        Assert.Equal(12, page.Tokens);
    }

    [Theory]
    [InlineData(ReaderLinksSummary.Unique, 1)]
    [InlineData(ReaderLinksSummary.All, 2)]
    public async Task Read_BothTypesOfLinks_AreUnderstood(ReaderLinksSummary summary, int count)
    {
        await using var fake = await FakeFixture.StartAsync();

        var page = await fake.Client.Reader.ReadAsync(Page, new ReaderOptions { LinksSummary = summary, ImagesSummary = true });

        Assert.Equal(count, page.Links.Count);
        Assert.Equal(new ReaderLink("More", "https://example.org/m"), page.Links[0]);
        Assert.Equal("Image 1: logo", page.Images[0].Text);
    }

    [Fact]
    public async Task Read_Formats_ComeInTheirMembers()
    {
        await using var fake = await FakeFixture.StartAsync();

        var page = await fake.Client.Reader.ReadAsync(Page, new ReaderOptions { Formats = ReaderFormats.Markdown | ReaderFormats.Html });
        var shot = await fake.Client.Reader.ReadAsync(Page, new ReaderOptions { Formats = ReaderFormats.Screenshot });

        Assert.NotNull(page.Content);
        Assert.Equal("<h1>Heading</h1>", page.Html);
        Assert.Null(shot.Content);
        Assert.NotNull(shot.ScreenshotUrl);
    }

    [Fact]
    public async Task Read_HtmlAndPdf_ArePosted()
    {
        await using var fake = await FakeFixture.StartAsync();

        Assert.Contains("p>Hello", (await fake.Client.Reader.ReadHtmlAsync("<p>Hello</p>", new Uri("https://example.org"))).Content);
        Assert.NotNull((await fake.Client.Reader.ReadDocumentAsync("%PDF-1.7 ..."u8.ToArray())).Content);
    }

    [Fact]
    public async Task Read_TextAndStream_GiveTheWholePageAtTheEnd()
    {
        await using var fake = await FakeFixture.StartAsync();

        var text = await fake.Client.Reader.ReadTextAsync(Page);
        List<ReaderPage> pages = [];
        await foreach (var page in fake.Client.Reader.ReadStreamingAsync(Page)) pages.Add(page);

        Assert.StartsWith("Title: Page example.org", text);
        Assert.Equal("Loading", pages[0].Content);
        Assert.StartsWith("# Heading", pages[^1].Content);
    }

    [Fact]
    public async Task Read_AllOptions_AreTheDocumentedFields()
    {
        using var test = new TestClient();
        test.Handler.Answer("""{"code":200,"status":20000,"data":{"title":"t"}}""");
        var options = new ReaderOptions
        {
            Formats = ReaderFormats.Content | ReaderFormats.Html, Engine = ReaderEngine.Browser, Timing = ReaderTiming.NetworkIdle, Timeout = TimeSpan.FromSeconds(30),
            RetainImages = ReaderImages.AllPlaceholders, RetainLinks = ReaderLinks.GptOss, LinksSummary = ReaderLinksSummary.All, ImagesSummary = true, GeneratedAlt = false,
            KeepImageData = true, Iframes = true, ShadowDom = true, RemoveOverlay = true, NoCache = false, CacheTolerance = TimeSpan.FromMinutes(2), DoNotTrack = true,
            TokenBudget = 1000, MaxTokens = 500, MarkdownChunking = "h2", NoGfm = true, Base = "final", RobotsUserAgent = "bot", Proxy = "de", ProxyUrl = new Uri("http://p:1"),
            UserAgent = "ua", Locale = "de-DE", Referer = "https://r", Instruction = "do", Viewport = new ReaderViewport(800, 600) { IsMobile = true },
            Markdown = new ReaderMarkdownStyle { HeadingStyle = "atx", HorizontalRule = "---" }, JsonSchema = System.Text.Json.JsonDocument.Parse("{}").RootElement,
        };
        options.TargetSelectors.Add("main");
        options.WaitForSelectors.Add("#x");
        options.RemoveSelectors.Add(".ad");
        options.Cookies.Add("a=b");
        options.PageHeaders["X-A"] = "b";
        options.PageScripts.Add("1");
        options.FrameScripts.Add("2");

        await test.Client.Reader.ReadAsync(Page, options);

        Assert.Equal(
            """{"url":"https://example.org/a?b=c#d","respondWith":"content+html","engine":"browser","respondTiming":"network-idle","timeout":30,"targetSelector":["main"],"waitForSelector":["#x"],"removeSelector":[".ad"],"retainImages":"all_p","retainLinks":"gpt-oss","withLinksSummary":"all","withImagesSummary":true,"withGeneratedAlt":false,"keepImgDataUrl":true,"withIframe":true,"withShadowDom":true,"removeOverlay":true,"noCache":false,"cacheTolerance":120,"doNotTrack":1,"tokenBudget":1000,"maxTokens":500,"markdownChunking":"h2","noGfm":true,"base":"final","robotsTxt":"bot","proxy":"de","proxyUrl":"http://p:1","userAgent":"ua","locale":"de-DE","referer":"https://r","setCookies":["a=b"],"injectPageScript":["1"],"injectFrameScript":["2"],"instruction":"do","customHeader":{"X-A":"b"},"viewport":{"width":800,"height":600,"isMobile":true},"markdown":{"headingStyle":"atx","hr":"---"},"jsonSchema":{}}""",
            test.Handler.Requests[0].Body);
        Assert.Equal("application/json", test.Handler.Requests[0].Headers["Accept"]);
        Assert.Equal("https://r.jina.ai/", test.Handler.Requests[0].Address.AbsoluteUri);
    }

    [Fact]
    public async Task Read_ErrorsOfTheReader_KeepTheirName()
    {
        await using var fake = await FakeFixture.StartAsync();

        var unresolved = await Assert.ThrowsAsync<JinaApiException>(() => fake.Client.Reader.ReadAsync(new Uri("https://nowhere.invalid")));
        var budget = await Assert.ThrowsAsync<JinaApiException>(() => fake.Client.Reader.ReadAsync(Page, new ReaderOptions { TokenBudget = 5 }));

        Assert.Equal("AssertionFailureError", unresolved.Code);
        Assert.Equal("BudgetExceededError", budget.Code);
        Assert.False(budget.IsTransient);
    }

    [Fact]
    public async Task Search_GivesPagesAndTheCost()
    {
        await using var fake = await FakeFixture.StartAsync();

        var results = await fake.Client.Search.SearchAsync("descaling kettle", new SearchOptions { Count = 3, Country = "jp", NoContent = true });

        Assert.Equal(3, results.Count);
        Assert.Equal(10_000, results.Tokens);
        Assert.Equal("descaling kettle 1", results[0].Title);
        Assert.Equal("", results[0].Content);
    }

    [Fact]
    public async Task Search_Options_DoNotConfuseTheEngines()
    {
        using var test = new TestClient(static options => options.Region = JinaRegion.Europe);
        test.Handler.Answer("""{"code":200,"data":[]}""");
        var options = new SearchOptions { Engine = ReaderEngine.Curl, Provider = "bing", Kind = SearchKind.News, Language = "de", Fallback = false, WithFavicons = true };
        options.Sites.Add("example.org");

        await test.Client.Search.SearchAsync("q", options);

        Assert.Equal("""{"q":"q","type":"news","hl":"de","provider":"bing","fallback":false,"site":["example.org"]}""", test.Handler.Requests[0].Body);
        Assert.Equal("curl", test.Handler.Requests[0].Headers["X-Engine"]);
        Assert.Equal("https://eu.s.jina.ai/", test.Handler.Requests[0].Address.AbsoluteUri);
    }

    [Fact]
    public async Task Ground_GivesJudgementAndSources()
    {
        await using var fake = await FakeFixture.StartAsync();

        var result = await fake.Client.Grounding.GroundAsync("Water boils at 100 °C");

        Assert.True(result.Result);
        Assert.Equal(0.95, result.Factuality);
        Assert.True(Assert.Single(result.References).IsSupportive);
        Assert.Equal(8000, result.Tokens);
    }

    [Fact]
    public async Task DeepSearch_StreamsThinkingAndAnswers()
    {
        await using var fake = await FakeFixture.StartAsync();
#pragma warning disable JINA001
        var answer = await fake.Client.DeepSearch.AskAsync("why?");
        List<DeepSearchUpdate> updates = [];
        await foreach (var update in fake.Client.DeepSearch.StreamAsync("why?")) updates.Add(update);
#pragma warning restore JINA001

        Assert.Equal("Answer to: why?", answer.Text);
        Assert.Equal("https://example.org/1", Assert.Single(answer.Annotations).Url);
        Assert.Equal(2, answer.VisitedUrls.Count);
        Assert.Equal(30, answer.Tokens);
        Assert.Equal("Looking", updates[0].Text);
        Assert.Equal("think", updates[0].Kind);
    }
}
