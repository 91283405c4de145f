using System.CommandLine;
using JinaSharp.Inference;

namespace JinaSharp.Cli.Commands;

/// <summary>Options of a model folder on this machine, as <see cref="LocalEmbedderOptions"/> and <see cref="LocalRerankerOptions"/> have them.</summary>
internal static class LocalModelOptions
{
    private const int MostTokens = 1 << 20;

    public static Option<int?> Threads { get; } =
        SharedOptions.Positive(new Option<int?>("--threads") { Description = "Threads that compute (local models). Default: one for each processor.", HelpName = "N" }, 1024);

    public static Option<int?> MaxTokens { get; } = SharedOptions.Positive(
        new Option<int?>("--max-tokens") { Description = "The most tokens of an input, special tokens included (local models). Default: the model's own.", HelpName = "N" }, MostTokens);

    public static Option<int?> MaxQueryTokens { get; } = SharedOptions.Positive(
        new Option<int?>("--max-query-tokens") { Description = "The most tokens of the query where long documents are read in windows (local jina-reranker-v2). Default: 512.", HelpName = "N" }, MostTokens);

    public static Option<int?> OverlapTokens { get; } = CreateOverlap();

    public static Option<string?> Separator { get; } =
        new("--separator") { Description = "What joins the texts of --late-chunking, unless one ends in white space (local models). Default: a space.", HelpName = "TEXT" };

    public static Option<string?> Prompt { get; } =
        new("--prompt") { Description = "What precedes every text, '' for nothing (local models). Default: the task's instruction, else the model's default prompt.", HelpName = "TEXT" };

    /// <summary>What the options say about an embedder.</summary>
    /// <param name="context">The command; options that it does not have are unset.</param>
    /// <param name="modelId">The name that embeddings carry.</param>
    public static LocalEmbedderOptions ForEmbedder(CliContext context, string modelId)
    {
        var options = new LocalEmbedderOptions
        {
            ModelId = modelId,
            Threads = context.Get(Threads),
            MaxTokens = context.Get(MaxTokens),
            LateChunkingOverlap = context.Get(OverlapTokens),
            Prompt = context.Get(Prompt),
        };
        if (context.Get(Separator) is { } separator) options.LateChunkingSeparator = separator;
        return options;
    }

    /// <summary>What the options say about a reranker.</summary>
    public static LocalRerankerOptions ForReranker(CliContext context) => new()
    {
        Threads = context.Get(Threads),
        MaxTokens = context.Get(MaxTokens),
        MaxQueryTokens = context.Get(MaxQueryTokens),
        WindowOverlap = context.Get(OverlapTokens),
    };

    /// <summary>Refuses what was given and cannot be honoured.</summary>
    /// <param name="context">The command.</param>
    /// <param name="why">The end of the message, after the option's name.</param>
    /// <param name="options">The options in question.</param>
    public static void Refuse(CliContext context, string why, params ReadOnlySpan<Option> options)
    {
        foreach (var option in options)
            if (context.IsGiven(option)) throw new CliException($"{option.Name} {why}");
    }

    private static Option<int?> CreateOverlap()
    {
        var option = new Option<int?>("--overlap-tokens") { Description = "Tokens that the windows of a text longer than the model's context share (local models). Default: 256 for late chunking, 80 for jina-reranker-v2.", HelpName = "N" };
        option.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: var text }] && int.TryParse(text, out var number) && number < 0) result.AddError($"--overlap-tokens must be 0 or more; found {number}.");
        });
        return option;
    }
}
