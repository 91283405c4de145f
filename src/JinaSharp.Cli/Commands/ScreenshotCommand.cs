using System.CommandLine;
using System.Text.Json.Nodes;
using JinaSharp.Cli.Input;
using JinaSharp.Cli.Output;
using JinaSharp.Cli.Selection;
using JinaSharp.Client;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina screenshot URL</c>: a picture of a page, by the Reader.</summary>
internal static class ScreenshotCommand
{
    // An address fits; a picture in place of one is only hinted at.
    private const int LongestShown = 200;

    private static readonly Argument<string?> Place = new("url") { Description = "The address; the first line of stdin when left out.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<bool> FullPage = new("--full-page") { Description = "The whole page, not only what a screen shows." };

    private static readonly Option<string?> OutputFile = new("--output", "-o") { Description = "Save the picture to this file. Without it, the picture's address is printed; it expires.", HelpName = "FILE" };

    private static readonly Option<bool> NoCache = new("--no-cache") { Description = "Read afresh." };

    public static Command Create(CliHost host) =>
        new Command("screenshot", "Take a picture of a web page.") { Place, FullPage, OutputFile, NoCache, SharedOptions.BaseUrl }.Runs(host, RunAsync);

    private static async Task<int> RunAsync(CliContext context)
    {
        var place = context.Get(Place) is { } given ? given : (await PipedTexts.ReadAsync(context, null)).Find(static line => !string.IsNullOrWhiteSpace(line))
            ?? throw new CliException("No address was given.") { ShowsUsage = true };
        var address = WebAddress.Find(place.Trim()) ?? throw new CliException($"'{place}' is no address such as https://example.org.");
        using var client = ApiClients.Create(context, static (options, reader) => options.ReaderUrl = reader, needsKey: false);
        var full = context.Get(FullPage);
        var page = await client.Reader.ReadAsync(
            address, new ReaderOptions { Formats = full ? ReaderFormats.Pageshot : ReaderFormats.Screenshot, NoCache = context.Get(NoCache) ? true : null }, context.CancellationToken);
        if (page.Warning is not null) context.Output.Warn(page.Warning);
        var picture = (full ? page.PageshotUrl : page.ScreenshotUrl)
            ?? throw new CliException($"The Reader gave no picture of {address}. --no-cache may help.", ExitCodes.ServiceError);
        var file = context.Get(OutputFile);
        long? bytes = file is null ? null : await SaveAsync(context, picture, file);
        if (context.Json) context.Output.Json(Document(page, picture, full, file, bytes));
        else if (file is null) context.Output.Line(TerminalText.Escape(picture));
        if (bytes is { } length) context.Output.Note($"{length:N0} bytes saved in {file}");
        return ExitCodes.Ok;
    }

    private static async Task<long> SaveAsync(CliContext context, string picture, string file)
    {
        var bytes = await PictureSource.ReadAsync(picture, new Uri(context.Get(SharedOptions.BaseUrl) ?? "https://r.jina.ai"), context.CancellationToken);
        try
        {
            await File.WriteAllBytesAsync(context.Host.Resolve(file), bytes, context.CancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{file} cannot be written: {exception.Message}");
        }
        return bytes.Length;
    }

    private static JsonObject Document(ReaderPage page, string picture, bool full, string? file, long? bytes)
    {
        var json = new JsonObject
        {
            ["url"] = page.Url,
            ["title"] = page.Title,
            [full ? "pageshotUrl" : "screenshotUrl"] = picture.Length <= LongestShown || picture.StartsWith("http", StringComparison.Ordinal) ? picture : picture[..LongestShown] + "...",
        };
        if (file is not null) (json["file"], json["bytes"]) = (file, bytes);
        if (page.Tokens is { } tokens) json["usage"] = new JsonObject { ["tokens"] = tokens };
        return json;
    }
}
