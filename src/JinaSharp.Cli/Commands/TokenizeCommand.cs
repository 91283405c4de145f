using System.CommandLine;
using System.Text.Json;
using JinaSharp.Cli.Input;
using JinaSharp.Cli.Output;
using JinaSharp.Cli.Selection;
using JinaSharp.Inference;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina tokenize [TEXT...]</c>: the tokens of texts as a model sees them.</summary>
internal static class TokenizeCommand
{
    private static readonly Argument<string[]> Texts = new("text") { Description = "Texts; the lines of stdin when left out.", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<string?> Model = new("--model", "-m") { Description = "A model: a folder that holds a tokenizer.json, or the id of a pulled model.", HelpName = "DIR|ID" };

    private static readonly Option<string?> File = new("--tokenizer") { Description = "A tokenizer.json.", HelpName = "FILE" };

    private static readonly Option<string?> Pair = new("--pair") { Description = "A second text, encoded together with each text.", HelpName = "TEXT" };

    private static readonly Option<bool> NoSpecialTokens = new("--no-special-tokens") { Description = "Leave out the tokens that models expect around texts." };

    private static readonly Option<string?> Limits = new("--limits")
    {
        Description = "Whether the truncation and padding written in the file apply: file or none. Default: file with --tokenizer, none with --model.",
        HelpName = "file|none",
    };

    private static readonly Option<bool> Count = new("--count") { Description = "Print only the number of tokens of each text." };

    private static readonly Option<bool> Lines = new("--jsonl")
    {
        Description = "Read one JSON value a line on stdin, a text or {\"text\", \"pair\", \"add_special_tokens\"}, and print one JSON object a line. " +
                      "A text may be an array of UTF-16 units.",
    };

    public static Command Create(CliHost host)
    {
        Limits.AcceptOnlyFromAmong("file", "none");
        return new Command("tokenize", "Print the tokens of texts.") { Texts, Model, File, Pair, NoSpecialTokens, Limits, Count, Lines }.Runs(host, RunAsync);
    }

    private static async Task<int> RunAsync(CliContext context)
    {
        var tokenizer = Load(context);
        if (context.Get(Lines))
        {
            if (context.Get(Texts) is { Length: > 0 } || context.Get(Pair) is not null)
                throw new CliException("--jsonl reads texts, and {\"text\", \"pair\"}, from stdin; leave the arguments and --pair out.");
            await foreach (var line in JsonLines.ReadAsync(context))
                Print(context, EncodeLine(context, tokenizer, line));
            return ExitCodes.Ok;
        }

        var documents = new List<TokenizeDocument>();
        await foreach (var text in ReadTextsAsync(context))
        {
            var encoding = Encode(tokenizer, text, context.Get(Pair), Options(context, tokenizer, !context.Get(NoSpecialTokens)));
            if (context.Json)
                documents.Add(TokenizeDocument.From(encoding));
            else
                Show(context, encoding);
        }

        if (context.Json)
            context.Output.Json(documents, CliJsonContext.Default.ListTokenizeDocument, indented: false);
        return ExitCodes.Ok;
    }

    private static Tokenizer Load(CliContext context)
    {
        var (model, file) = (context.Get(Model), context.Get(File));
        if (model is null == file is null)
            throw new CliException("Say which tokenizer: either --model DIR (a model folder) or --tokenizer FILE (a tokenizer.json).");
        var tokenizer = Tokenizer.Load(model is null ? context.Host.Resolve(file!) : ModelFolders.Require(context.Host, model, "a folder with a tokenizer.json"));
        foreach (var warning in tokenizer.Warnings)
            context.Output.Detail(warning);
        return tokenizer;
    }

    private static TokenizeOptions Options(CliContext context, Tokenizer tokenizer, bool addSpecialTokens)
    {
        var applies = context.Get(Limits) is { } limits ? limits == "file" : context.Get(File) is not null;
        return new TokenizeOptions
        {
            AddSpecialTokens = addSpecialTokens,
            Truncation = applies ? tokenizer.FileTruncation : null,
            Padding = applies ? tokenizer.FilePadding : null,
        };
    }

    private static TokenEncoding EncodeLine(CliContext context, Tokenizer tokenizer, JsonLine line)
    {
        string? pair = null;
        var addSpecialTokens = !context.Get(NoSpecialTokens);
        var text = line.Value;
        if (text.ValueKind == JsonValueKind.Object)
        {
            if (line.Value.TryGetProperty("pair", out var second) && second.ValueKind != JsonValueKind.Null)
                pair = line.Text(second, "'pair'");
            if (line.Value.TryGetProperty("add_special_tokens", out var add))
                addSpecialTokens = add.ValueKind is JsonValueKind.True or JsonValueKind.False
                    ? add.GetBoolean()
                    : throw line.Wrong($"'add_special_tokens' is {add.GetRawText()}; true or false was expected");
            if (!line.Value.TryGetProperty("text", out text))
                throw line.Wrong("the object has no 'text'");
        }

        try
        {
            return Encode(tokenizer, line.Text(text, "the text"), pair, Options(context, tokenizer, addSpecialTokens));
        }
        catch (Exception exception) when (exception is ArgumentException or ModelFormatException)
        {
            throw new CliException($"Line {line.Number} of stdin: {exception.Message}");
        }
    }

    private static TokenEncoding Encode(Tokenizer tokenizer, string text, string? pair, TokenizeOptions options) =>
        pair is null ? tokenizer.Encode(text, options) : tokenizer.EncodePair(text, pair, options);

    private static void Print(CliContext context, TokenEncoding encoding)
    {
        if (context.Get(Count))
            context.Output.Line($"{encoding.Count}");
        else
            context.Output.Json(TokenizeDocument.From(encoding), CliJsonContext.Default.TokenizeDocument, indented: false);
    }

    private static void Show(CliContext context, TokenEncoding encoding)
    {
        if (context.Get(Count))
        {
            context.Output.Line($"{encoding.Count}");
            return;
        }

        for (var i = 0; i < encoding.Count; i++)
        {
            var span = encoding.CodePointOffsets.Span[i];
            context.Output.Line($"{encoding.Ids.Span[i]}\t{span.Start}-{span.End}\t{TerminalText.Escape(encoding.Tokens[i])}");
        }
    }

    private static async IAsyncEnumerable<string> ReadTextsAsync(CliContext context)
    {
        var texts = context.Get(Texts) ?? [];
        foreach (var text in texts)
            yield return text;
        if (texts.Length > 0)
            yield break;
        if (context.Host.InIsTerminal)
            throw new CliException("What is to be tokenized? Give texts, or lines on stdin: jina tokenize --model DIR \"some text\"");
        while (await context.Host.In.ReadLineAsync(context.CancellationToken) is { } line)
            yield return line;
    }
}
