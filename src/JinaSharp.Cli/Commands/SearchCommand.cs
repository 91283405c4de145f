using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using JinaSharp.Cli.Input;
using JinaSharp.Cli.Output;
using JinaSharp.Cli.Selection;
using JinaSharp.Client;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina search QUERY</c>: web search; a result a line in a pipe, a block each on a terminal.</summary>
internal static class SearchCommand
{
    private static readonly Argument<string[]> Query = new("query") { Description = "The query; the text of stdin when left out.", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<int?> Count = SharedOptions.Positive(new Option<int?>("--num", "-n") { Description = "How many results, up to 20. Default: 10.", HelpName = "N" }, 20);

    private static readonly Option<int?> Page = SharedOptions.Positive(new Option<int?>("--page") { Description = "Which page of results.", HelpName = "N" }, 1000);

    private static readonly Option<bool> Content = new("--content") { Description = "Read the pages found too, at a higher charge." };

    private static readonly Option<SearchKind> Kind = new("--type") { Description = "What is searched for.", HelpName = "web|images|news" };

    private static readonly Option<string?> Country = new("--gl") { Description = "The country's two letters.", HelpName = "CC" };

    private static readonly Option<string?> Language = new("--hl") { Description = "The language's two letters.", HelpName = "LL" };

    private static readonly Option<string?> Location = new("--location") { Description = "The place, such as a city.", HelpName = "PLACE" };

    private static readonly Option<string[]> Site = new("--site") { Description = "Only from this site; can be repeated.", HelpName = "HOST" };

    private static readonly Option<bool> Arxiv = new("--arxiv") { Description = "Only papers of arXiv: --site arxiv.org." };

    private static readonly Option<bool> Ssrn = new("--ssrn") { Description = "Only papers of SSRN: --site papers.ssrn.com." };

    private static readonly Option<bool> Blog = new("--blog") { Description = "Only Jina's own blog: --site jina.ai/news." };

    private static readonly Option<bool> Images = new("--images") { Description = "Pictures: --type images." };

    private static readonly Option<string?> Time = new("--time") { Description = "Only what is at most a day, a week, a month or a year old, by Google's operator after: in the query.", HelpName = "d|w|m|y" };

    private static readonly Option<string[]> FileType = new("--filetype") { Description = "Only files of this type, such as pdf; can be repeated.", HelpName = "EXT" };

    private static readonly Option<string[]> InTitle = new("--intitle") { Description = "Only with these words in the title; can be repeated.", HelpName = "WORDS" };

    private static readonly Option<bool> Fallback = new("--fallback") { Description = "Relax the query when nothing is found." };

    private static readonly Option<bool> Exact = new("--nfpr") { Description = "Leave the query as it is, without correction." };

    private static readonly Option<string?> Provider = new("--provider") { Description = "google, bing or reader.", HelpName = "NAME" };

    public static Command Create(CliHost host) =>
        new Command("search", "Search the web.")
        {
            Query, Count, Page, Content, Kind, Images, Time, Country, Language, Location, Site, Arxiv, Ssrn, Blog, FileType, InTitle, Fallback, Exact, Provider, SharedOptions.BaseUrl,
        }.Runs(host, RunAsync);

    private static async Task<int> RunAsync(CliContext context)
    {
        var query = await PipedTexts.ReadJoinedAsync(context, context.Get(Query), "No query was given.");
        if (context.Get(Time) is { } time) query = $"{query} {After(context, time)}";
        using var client = ApiClients.Create(context, static (options, address) => options.SearchUrl = address);
        var options = new SearchOptions
        {
            Count = context.Get(Count),
            Page = context.Get(Page),
            NoContent = !context.Get(Content),
            Kind = KindOf(context),
            Country = context.Get(Country),
            Language = context.Get(Language),
            Location = context.Get(Location),
            Provider = context.Get(Provider),
            Fallback = context.Get(Fallback) ? true : null,
            NoAutoCorrect = context.Get(Exact) ? true : null,
        };
        foreach (var site in context.Get(Site) ?? []) options.Sites.Add(site);
        foreach (var (asked, site) in new[] { (Arxiv, "arxiv.org"), (Ssrn, "papers.ssrn.com"), (Blog, "jina.ai/news") })
            if (context.Get(asked)) options.Sites.Add(site);
        foreach (var type in context.Get(FileType) ?? []) options.FileTypes.Add(type);
        foreach (var words in context.Get(InTitle) ?? []) options.InTitle.Add(words);
        var results = await client.Search.SearchAsync(query, options, context.CancellationToken);
        if (context.Json)
        {
            context.Output.Json(new JsonObject
            {
                ["query"] = query,
                ["results"] = new JsonArray([.. results.Select(PageJson.From)]),
                ["usage"] = new JsonObject { ["tokens"] = results.Tokens ?? 0 },
            });
            return ExitCodes.Ok;
        }
        foreach (var page in results) Print(context, page);
        if (results.Count == 0) context.Output.Note("nothing was found");
        return ExitCodes.Ok;
    }

    private static SearchKind KindOf(CliContext context)
    {
        if (!context.Get(Images)) return context.Get(Kind);
        return context.IsGiven(Kind) && context.Get(Kind) != SearchKind.Images ? throw new CliException("--images is --type images; leave one of them out.") : SearchKind.Images;
    }

    /// <summary>The operator for <c>--time</c>: the documented service has no option of its own for it.</summary>
    private static string After(CliContext context, string time)
    {
        if (context.Get(Provider) is { } provider && !provider.Equals("google", StringComparison.OrdinalIgnoreCase))
            throw new CliException($"--time is Google's operator after: in the query, which the provider '{provider}' does not know. Leave --provider out.");
        var now = context.Host.Clock.GetUtcNow();
        var since = time switch
        {
            "d" => now.AddDays(-1),
            "w" => now.AddDays(-7),
            "m" => now.AddMonths(-1),
            "y" => now.AddYears(-1),
            "h" => throw new CliException("--time h cannot be had: the documented search has no option for time, and Google's operator after: knows days. Use --time d."),
            _ => throw new CliException($"--time '{time}' is not known; expected d, w, m or y."),
        };
        return string.Create(CultureInfo.InvariantCulture, $"after:{since:yyyy-MM-dd}");
    }

    private static void Print(CliContext context, ReaderPage page)
    {
        if (!context.Host.OutIsTerminal)
        {
            context.Output.Line(page.ImageUrl is { } image ? TerminalText.Columns(page.Title, image, page.Url) : TerminalText.Columns(page.Title, page.Url, (page.Content is { Length: > 0 } content ? content : page.Description ?? "").ReplaceLineEndings(" ")));
            return;
        }
        context.Output.Line(TerminalText.Escape(page.Title ?? ""));
        if (page.ImageUrl is not null) context.Output.Line(TerminalText.Escape($"  {page.ImageUrl}"));
        context.Output.Line(TerminalText.Escape($"  {page.Url}"));
        context.Output.Line(TerminalText.Escape($"  {page.Description}"));
        context.Output.Line("");
    }
}
