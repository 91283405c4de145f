using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using JinaSharp.Cli.Input;
using JinaSharp.Cli.Output;
using JinaSharp.Cli.Selection;
using JinaSharp.Client;
using JinaSharp.Inference;
using Microsoft.Extensions.AI;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina embed [TEXT...]</c>: vectors of texts, one JSON array a line or the API's document.</summary>
internal static class EmbedCommand
{
    private const int LinesAtATime = 256;

    private static readonly Argument<string[]> Texts = new("text") { Description = "Texts; the lines of stdin when left out.", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<string> Type = new("--type")
    {
        Description = "float, base64 (of little-endian float32), binary or ubinary.",
        HelpName = "float|base64|binary|ubinary",
        DefaultValueFactory = _ => "float",
    };

    private static readonly Option<bool> LateChunking = new("--late-chunking") { Description = "The texts are consecutive chunks of one document." };

    private static readonly Option<bool> MultiVector = new("--multivector") { Description = "One vector a token." };

    private static readonly Option<bool> Truncate = new("--truncate") { Description = "Cut texts that are too long instead of refusing them." };

    private static readonly Option<string?> Normalized = SharedOptions.TrueOrFalse("--normalized", "Whether vectors have unit length. Default: the model's own, which is yes.");

    private static readonly Option<bool> States = new("--states") { Description = "The last hidden state of every token, as it is (local models)." };

    private static readonly Option<bool> Lines = new("--jsonl")
    {
        Description = "Read one JSON value a line on stdin, a text or {\"text\"}, and print one JSON object a line. A text may be an array of UTF-16 units.",
    };

    private static readonly Option<string[]> Image = new("--image") { Description = "A picture to embed after the texts, a file or an address; can be repeated (API models).", HelpName = "FILE|URL" };

    private static readonly Option<string[]> Pdf = new("--pdf") { Description = "A PDF to embed, one vector a page, a file or an address; can be repeated (API models).", HelpName = "FILE|URL" };

    private static readonly Option[] LocalOptions =
        [LocalModelOptions.Prompt, LocalModelOptions.MaxTokens, LocalModelOptions.OverlapTokens, LocalModelOptions.Separator, LocalModelOptions.Threads];

    public static Command Create(CliHost host)
    {
        SharedOptions.Blank.AcceptOnlyFromAmong("fail", "skip", "zero");
        Type.AcceptOnlyFromAmong("float", "base64", "binary", "ubinary");
        var command = new Command("embed", "Print the vectors of texts.") { Texts, Type, LateChunking, MultiVector, Truncate, Normalized, States, Image, Pdf, Lines }.WithEmbedder();
        command.Options.Add(SharedOptions.Task);
        command.Options.Add(SharedOptions.Local);
        command.Options.Add(SharedOptions.Blank);
        foreach (var option in LocalOptions) command.Options.Add(option);
        return command.Runs(host, RunAsync);
    }

    private static async Task<int> RunAsync(CliContext context)
    {
        Check(context);
        if (context.Get(Lines)) return await RunLinesAsync(context);
        var hasMedia = context.Get(Image) is { Length: > 0 } || context.Get(Pdf) is { Length: > 0 };
        var texts = hasMedia ? [.. context.Get(Texts) ?? []] : await ReadTextsAsync(context);
        using var embedder = ChooseEmbedder(context);
        CheckBlanks(context, embedder, texts);
        var options = Options(context);
        var (data, usage) = hasMedia
            ? await EmbedMediaAsync(context, embedder, texts, options)
            : await EmbedAsync(context, embedder.Generator, texts, options);
        if (context.Json)
        {
            var document = new EmbedDocument
            {
                Model = embedder.Model,
                Usage = new EmbedUsage { TotalTokens = usage?.TotalTokenCount ?? 0, PromptTokens = usage?.InputTokenCount ?? usage?.TotalTokenCount ?? 0 },
                Data = data,
            };
            context.Output.Json(document, CliJsonContext.Default.EmbedDocument, indented: false);
            return ExitCodes.Ok;
        }
        foreach (var item in data)
        {
            var value = (item["embedding"] ?? item["embeddings"])!;
            // Base64 as it is, for shells; numbers as a JSON array.
            context.Output.Line(value is JsonValue text ? text.GetValue<string>() : value.ToJsonString());
        }
        return ExitCodes.Ok;
    }

    /// <summary>Options that exclude each other; nothing is left out silently.</summary>
    private static void Check(CliContext context)
    {
        var perToken = context.Get(States) ? "--states" : context.Get(MultiVector) ? "--multivector" : null;
        if (perToken is not null && context.Get(Type) is "binary" or "ubinary") throw new CliException($"{perToken} gives float or base64 vectors; found --type {context.Get(Type)}.");
        if (context.Get(States) && context.Get(MultiVector)) throw new CliException("--states and --multivector both give one vector a token: the states as they are, or of unit length. Give one of them.");
        if (context.Get(States) && SharedOptions.Flag(context, Normalized) == true) throw new CliException("--states are as the last layer gave them. For unit length use --multivector.");
        if (!context.Get(LateChunking)) LocalModelOptions.Refuse(context, "is for --late-chunking.", LocalModelOptions.OverlapTokens, LocalModelOptions.Separator);
        if (!context.Get(Lines)) return;
        if (context.Get(Texts) is { Length: > 0 }) throw new CliException("--jsonl reads its texts from stdin; leave the arguments out.");
        if (context.Get(Image) is { Length: > 0 } || context.Get(Pdf) is { Length: > 0 }) throw new CliException("--jsonl reads texts; --image and --pdf go without it.");
    }

    private static Embedder ChooseEmbedder(CliContext context)
    {
        var embedder = Embedder.Choose(context);
        try
        {
            if (embedder.Generator is not LocalEmbedder) LocalModelOptions.Refuse(context, $"is for a model folder (--model DIR); {embedder.Model} is none.", LocalOptions);
            return embedder;
        }
        catch
        {
            embedder.Dispose();
            throw;
        }
    }

    // Where the text came from stdin, its line is what the user can find.
    private static void CheckBlanks(CliContext context, Embedder embedder, List<string> texts)
    {
        var policy = context.Get(SharedOptions.Blank);
        if (embedder.Generator is not JinaClient)
        {
            if (policy is not null) throw new CliException($"--blank is for models of the API; {embedder.Model} embeds blank texts as they are.");
        }
        else if (policy is null or "fail" && texts.FindIndex(string.IsNullOrWhiteSpace) is >= 0 and var blank)
        {
            throw new CliException($"{(context.Get(Texts) is { Length: > 0 } ? "Text" : "Line")} {blank + 1} is blank, which models refuse. Leave it out, or give --blank skip or --blank zero.");
        }
    }

    private static JinaEmbeddingOptions Options(CliContext context) => new()
    {
        // Only what was given: everything else is the model's own default.
        Task = context.Get(SharedOptions.Task) is { Length: > 0 } task ? new EmbeddingTask(task) : (EmbeddingTask?)null,
        Dimensions = context.Get(SharedOptions.Dimensions),
        LateChunking = context.Get(LateChunking) ? true : null,
        Truncate = context.Get(Truncate) ? true : null,
        // A state is what the layer gave.
        Normalized = context.Get(States) ? false : SharedOptions.Flag(context, Normalized),
    };

    private static async Task<(List<JsonObject> Data, UsageDetails? Usage)> EmbedAsync(
        CliContext context, IEmbeddingGenerator<string, Embedding<float>> generator, IReadOnlyList<string> texts, JinaEmbeddingOptions options, int first = 0)
    {
        var type = context.Get(Type)!;
        var token = context.CancellationToken;
        if (context.Get(MultiVector) || context.Get(States))
        {
            var name = context.Get(States) ? "embedding" : "embeddings";
            var rows = await EmbeddingForms.MultiVectors(generator).GenerateAsync(texts, options, token);
            return ([.. rows.Select((row, index) => Item(first + index, name, new JsonArray([.. Enumerable.Range(0, row.RowCount).Select(i => Floats(row.GetRow(i), type))])))], rows.Usage);
        }
        switch (type)
        {
            case "binary":
                var signed = await EmbeddingForms.SignedBinary(generator).GenerateAsync(texts, options, token);
                return ([.. signed.Select((embedding, index) => Item(first + index, "embedding", Numbers(embedding.Vector.ToArray().Select(value => (int)value))))], signed.Usage);
            case "ubinary":
                var packed = await EmbeddingForms.Binary(generator).GenerateAsync(texts, options, token);
                return ([.. packed.Select((embedding, index) => Item(first + index, "embedding", Numbers(embedding.Vector.ToArray().Select(value => (int)value))))], packed.Usage);
            default:
                var floats = await generator.GenerateAsync(texts, options, token);
                return ([.. floats.Select((embedding, index) => Item(first + index, "embedding", Floats(embedding.Vector, type)))], floats.Usage);
        }
    }

    /// <summary>Texts, pictures and PDFs together. A PDF's pages carry their input's number and their own.</summary>
    private static async Task<(List<JsonObject> Data, UsageDetails? Usage)> EmbedMediaAsync(CliContext context, Embedder embedder, List<string> texts, JinaEmbeddingOptions options)
    {
        if (embedder.Generator is not JinaClient client)
            throw new CliException($"{embedder.Model} embeds texts. Pictures and PDFs go to models of the Jina API such as {JinaClientDefaults.MultimodalModel} (--model).");
        var type = context.Get(Type)!;
        if (type is not ("float" or "base64")) throw new CliException("Pictures and PDFs are embedded as --type float or base64.");
        List<AIContent> contents = [.. texts.Select(text => new TextContent(text))];
        foreach (var place in context.Get(Image) ?? []) contents.Add(await MediaFiles.ReadAsync(context, place, pdf: false));
        foreach (var place in context.Get(Pdf) ?? []) contents.Add(await MediaFiles.ReadAsync(context, place, pdf: true));
        if (context.Get(MultiVector))
        {
            var rows = await client.ContentMultiVectors.GenerateAsync(contents, options, context.CancellationToken);
            return ([.. rows.Select((row, index) => Item(index, "embeddings", new JsonArray([.. Enumerable.Range(0, row.RowCount).Select(i => Floats(row.GetRow(i), type))])))], rows.Usage);
        }
        var embeddings = await client.Contents.GenerateAsync(contents, options, context.CancellationToken);
        return ([.. embeddings.Select((embedding, index) => Paged(Item(index, "embedding", Floats(embedding.Vector, type)), embedding))], embeddings.Usage);
    }

    private static JsonObject Paged(JsonObject item, Embedding embedding)
    {
        if (embedding.AdditionalProperties?.TryGetValue(JinaCallProperties.Page, out var page) == true) item["page"] = (int)page!;
        return item;
    }

    /// <summary>One JSON value a line in, one object a line out, a few hundred at a time; late chunking needs all of them together.</summary>
    private static async Task<int> RunLinesAsync(CliContext context)
    {
        using var embedder = ChooseEmbedder(context);
        var options = Options(context);
        var pending = new List<(int Line, string Text)>();
        var done = 0;
        try
        {
            await foreach (var line in JsonLines.ReadAsync(context))
            {
                pending.Add((line.Number, line.TextOrObject("the text")));
                if (pending.Count == LinesAtATime && !context.Get(LateChunking)) await FlushAsync();
            }
        }
        catch (CliException) when (pending.Count > 0 && !context.Get(LateChunking))
        {
            // A line that is wrong takes nothing from those before it.
            await FlushAsync();
            throw;
        }
        if (pending.Count > 0) await FlushAsync();
        return ExitCodes.Ok;

        async Task FlushAsync()
        {
            try
            {
                await PrintAsync([.. pending.Select(item => item.Text)]);
            }
            catch (Exception exception) when (exception is ArgumentException or JinaException { Code: "input_too_long" or "input_empty" } && !context.Get(LateChunking))
            {
                // One of them cannot be embedded: one by one, up to the one that is to blame.
                foreach (var (number, text) in pending)
                {
                    try
                    {
                        await PrintAsync([text]);
                    }
                    catch (Exception reason) when (reason is ArgumentException or JinaException { Code: "input_too_long" or "input_empty" })
                    {
                        throw new CliException($"Line {number} of stdin: {reason.Message}");
                    }
                }
            }
            pending.Clear();
        }

        async Task PrintAsync(List<string> texts)
        {
            var (data, _) = await EmbedAsync(context, embedder.Generator, texts, options, done);
            foreach (var item in data) context.Output.Line(item.ToJsonString());
            done += texts.Count;
        }
    }

    private static JsonObject Item(int index, string name, JsonNode value) => new() { ["object"] = name, ["index"] = index, [name] = value };

    private static JsonNode Floats(ReadOnlyMemory<float> vector, string type) => type == "base64"
        ? JsonValue.Create(Convert.ToBase64String(MemoryMarshal.AsBytes(vector.Span)))
        : new JsonArray([.. vector.ToArray().Select(value => JsonValue.Create(value))]);

    private static JsonArray Numbers(IEnumerable<int> values) => new([.. values.Select(value => JsonValue.Create(value))]);

    private static async Task<List<string>> ReadTextsAsync(CliContext context)
    {
        var texts = new List<string>(context.Get(Texts) ?? []);
        if (texts.Count > 0) return texts;
        if (context.Host.InIsTerminal) throw new CliException("nothing to embed: give texts, or one a line on stdin.") { ShowsUsage = true };
        while (await context.Host.In.ReadLineAsync(context.CancellationToken) is { } line) texts.Add(line);
        return texts.Count == 0 ? throw new CliException("Nothing is to be embedded: stdin is empty. Give texts as arguments, or one a line on stdin.") : texts;
    }
}
