using System.CommandLine;
using System.Text.Json.Nodes;
using JinaSharp.Cli.Output;
using JinaSharp.Cli.Selection;
using JinaSharp.Client;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina segment [TEXT]</c>: cuts a text into chunks, or counts its tokens.</summary>
internal static class SegmentCommand
{
    private static readonly Argument<string[]> Text = new("text") { Description = "The text; stdin when left out.", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<int?> MaxLength = SharedOptions.Positive(new Option<int?>("--max-chunk-length") { Description = "The most characters of a chunk. Default: 1000.", HelpName = "N" }, 64_000);

    private static readonly Option<string?> Tokenizer = new("--tokenizer") { Description = "cl100k_base (default), o200k_base, p50k_base, r50k_base, p50k_edit or gpt2.", HelpName = "NAME" };

    private static readonly Option<bool> Count = new("--count") { Description = "Print the number of tokens only." };

    private static readonly Option<bool> Tokens = new("--tokens") { Description = "With --json: the tokens too." };

    public static Command Create(CliHost host) =>
        new Command("segment", "Cut a text into chunks.") { Text, MaxLength, Tokenizer, Count, Tokens, SharedOptions.BaseUrl }.Runs(host, RunAsync);

    private static async Task<int> RunAsync(CliContext context)
    {
        var text = context.Get(Text) is { Length: > 0 } words ? string.Join(' ', words)
            : context.Host.InIsTerminal ? throw new CliException("nothing to cut: give a text, or pipe one.") { ShowsUsage = true }
            : await context.Host.In.ReadToEndAsync(context.CancellationToken);
        using var client = ApiClients.Create(context, static (options, address) => options.SegmenterUrl = address, needsKey: false);
        var options = new SegmentOptions
        {
            MaxChunkLength = context.Get(MaxLength),
            Tokenizer = context.Get(Tokenizer),
            ReturnChunks = !context.Get(Count),
            ReturnTokens = context.Json && context.Get(Tokens),
        };
        var result = await client.Segmenter.SegmentAsync(text, options, context.CancellationToken);
        if (context.Json) context.Output.Json(Document(result));
        else if (context.Get(Count)) context.Output.Line($"{result.TokenCount}");
        // A chunk a line, so that the next command in a pipe sees chunks.
        else foreach (var chunk in result.Chunks) context.Output.Line(TerminalText.Line(chunk.Text).Trim());
        return ExitCodes.Ok;
    }

    private static JsonObject Document(SegmentResult result)
    {
        var json = new JsonObject
        {
            ["num_tokens"] = result.TokenCount,
            ["tokenizer"] = result.Tokenizer,
            ["num_chunks"] = result.Chunks.Count,
            ["chunk_positions"] = new JsonArray([.. result.Chunks.Select(static chunk => new JsonArray(chunk.Start, chunk.End))]),
            ["chunks"] = JsonNodeOutput.Texts(result.Chunks.Select(static chunk => chunk.Text)),
        };
        if (result.Tokens.Count > 0)
            json["tokens"] = new JsonArray([.. result.Tokens.Select(static chunk => new JsonArray([.. chunk.Select(static token =>
                new JsonArray(token.Text, new JsonArray([.. token.Ids.Select(static id => (JsonNode)id)])))]))]);
        return json;
    }
}
