using System.CommandLine;
using System.Text.Json.Nodes;
using JinaSharp.Cli.Input;
using JinaSharp.Cli.Output;
using JinaSharp.Cli.Selection;
using JinaSharp.Client;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina read URL...</c>: pages, HTML files and PDFs as Markdown.</summary>
internal static class ReadCommand
{
    private static readonly Argument<string[]> Places = new("url") { Description = "Addresses, or HTML and PDF files; the lines of stdin when left out.", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<string[]> Format = new("--format") { Description = "What is given; several make several members with --json.", HelpName = "FORMAT", AllowMultipleArgumentsPerToken = true };

    private static readonly Option<bool> Links = new("--links") { Description = "List the links too." };

    private static readonly Option<bool> Images = new("--images") { Description = "List the images too." };

    private static readonly Option<string[]> Target = new("--target-selector") { Description = "CSS of the parts wanted.", HelpName = "CSS" };

    private static readonly Option<string[]> WaitFor = new("--wait-for-selector") { Description = "CSS of the parts to wait for.", HelpName = "CSS" };

    private static readonly Option<string[]> Remove = new("--remove-selector") { Description = "CSS of the parts to leave out.", HelpName = "CSS" };

    private static readonly Option<ReaderEngine> Engine = new("--engine") { Description = "What fetches the page.", HelpName = "auto|browser|curl|cloudflareBrowser" };

    private static readonly Option<int?> Timeout = SharedOptions.Positive(new Option<int?>("--timeout") { Description = "How long the page may take to load.", HelpName = "SECONDS" }, 180);

    private static readonly Option<bool> NoCache = new("--no-cache") { Description = "Read afresh." };

    private static readonly Option<int?> TokenBudget = SharedOptions.Positive(new Option<int?>("--token-budget") { Description = "Fail rather than take more tokens.", HelpName = "N" }, int.MaxValue);

    private static readonly Option<int?> MaxTokens = SharedOptions.Positive(new Option<int?>("--max-tokens") { Description = "Cut the content, at least 500.", HelpName = "N" }, int.MaxValue);

    private static readonly Option<bool> GeneratedAlt = new("--generated-alt") { Description = "Describe images that have no description." };

    private static readonly Option<string?> Locale = new("--locale") { Description = "The browser's language.", HelpName = "TAG" };

    private static readonly Option<string?> OutputFile = new("--output", "-o") { Description = "Write to this file in place of stdout.", HelpName = "FILE" };

    public static Command Create(CliHost host)
    {
        Format.AcceptOnlyFromAmong("content", "markdown", "html", "text", "screenshot", "pageshot", "vlm", "readerlm");
        return new Command("read", "Read web pages, HTML and PDF files as Markdown.")
        {
            Places, Format, Links, Images, Target, WaitFor, Remove, Engine, Timeout, NoCache, TokenBudget, MaxTokens, GeneratedAlt, Locale, OutputFile, SharedOptions.BaseUrl,
        }.Runs(host, RunAsync);
    }

    private static async Task<int> RunAsync(CliContext context)
    {
        var places = await ReadPlacesAsync(context);
        using var client = ApiClients.Create(context, static (options, address) => options.ReaderUrl = address, needsKey: false);
        var options = Options(context);
        var pages = new JsonArray();
        await using var file = OpenOutput(context);
        foreach (var place in places)
        {
            var page = await ReadAsync(context, client.Reader, place.Trim(), options);
            if (page.Warning is not null) context.Output.Warn(page.Warning);
            if (context.Json) pages.Add(PageJson.From(page));
            else Print(context, page);
        }
        if (context.Json) context.Output.Json(pages.Count == 1 ? pages[0]! : new JsonObject { ["data"] = pages });
        return ExitCodes.Ok;
    }

    private static StreamWriter? OpenOutput(CliContext context)
    {
        if (context.Get(OutputFile) is not { } path) return null;
        try
        {
            var file = new StreamWriter(context.Host.Resolve(path), append: false) { NewLine = "\n" };
            context.Output.WriteTo(file);
            return file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path} cannot be written: {exception.Message}");
        }
    }

    /// <summary>The arguments, or those lines of stdin that are addresses or files.</summary>
    private static async Task<List<string>> ReadPlacesAsync(CliContext context)
    {
        var given = context.Get(Places) is { Length: > 0 };
        var lines = (await PipedTexts.ReadAsync(context, context.Get(Places))).Select(static line => line.Trim()).Where(static line => line.Length > 0).ToList();
        var places = given ? lines : lines.FindAll(line => WebAddress.Find(line) is not null || File.Exists(context.Host.Resolve(line)));
        var skipped = lines.Count - places.Count;
        if (skipped > 0) context.Output.Note($"skipped {skipped} {(skipped == 1 ? "line that is" : "lines that are")} neither an address nor a file, such as '{lines.Except(places).First()}'");
        return places.Count > 0 ? places : throw new CliException("No address was given.") { ShowsUsage = true };
    }

    private static async Task<ReaderPage> ReadAsync(CliContext context, JinaReader reader, string place, ReaderOptions options)
    {
        var file = context.Host.Resolve(place);
        if (File.Exists(file))
        {
            var bytes = await File.ReadAllBytesAsync(file, context.CancellationToken);
            return Path.GetExtension(file).StartsWith(".htm", StringComparison.OrdinalIgnoreCase)
                ? await reader.ReadHtmlAsync(System.Text.Encoding.UTF8.GetString(bytes), null, options, context.CancellationToken)
                : await reader.ReadDocumentAsync(bytes, options, context.CancellationToken);
        }
        return await reader.ReadAsync(
            WebAddress.Find(place) ?? throw new CliException($"'{place}' is neither a file nor an address such as https://example.org."), options, context.CancellationToken);
    }

    private static ReaderOptions Options(CliContext context)
    {
        var options = new ReaderOptions
        {
            Formats = (context.Get(Format) ?? []).Aggregate(ReaderFormats.None, static (all, name) => all | Enum.Parse<ReaderFormats>(name, ignoreCase: true)),
            LinksSummary = context.Get(Links) ? ReaderLinksSummary.All : ReaderLinksSummary.None,
            ImagesSummary = context.Get(Images) ? true : null,
            Engine = context.Get(Engine),
            Timeout = context.Get(Timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            NoCache = context.Get(NoCache) ? true : null,
            TokenBudget = context.Get(TokenBudget),
            MaxTokens = context.Get(MaxTokens),
            GeneratedAlt = context.Get(GeneratedAlt) ? true : null,
            Locale = context.Get(Locale),
        };
        foreach (var css in context.Get(Target) ?? []) options.TargetSelectors.Add(css);
        foreach (var css in context.Get(WaitFor) ?? []) options.WaitForSelectors.Add(css);
        foreach (var css in context.Get(Remove) ?? []) options.RemoveSelectors.Add(css);
        return options;
    }

    private static void Print(CliContext context, ReaderPage page)
    {
        foreach (var part in new[] { page.Content, page.Html, page.Text, page.ScreenshotUrl, page.PageshotUrl })
            if (part is not null)
                context.Output.Line(TerminalText.Escape(part, keepNewlines: true));
        foreach (var link in page.Links) context.Output.Line(TerminalText.Columns(link.Text, link.Url));
        foreach (var image in page.Images) context.Output.Line(TerminalText.Columns(image.Text, image.Url));
    }
}
