using System.CommandLine;
using System.CommandLine.Parsing;

namespace JinaSharp.Cli.Commands;

/// <summary>Options that several commands have; each means the same everywhere.</summary>
internal static class SharedOptions
{
    /// <summary>The collection used when none is named.</summary>
    public const string DefaultCollection = "default";

    /// <summary>The store used when none is named.</summary>
    public const string DefaultStore = "embedded:.jina";

    /// <summary>The most dimensions any known model has is 4096; this only stops absurd values before they reach a service.</summary>
    private const int MaxDimensions = 65536;

    public static Option<bool> Json { get; } = new("--json") { Description = "Print one JSON document.", Recursive = true };

    public static Option<bool> Verbose { get; } = new("--verbose", "-v") { Description = "Say more on stderr; errors show their stack.", Recursive = true };

    public static Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Only errors on stderr.", Recursive = true };

    public static Option<string?> Model { get; } = new("--model", "-m")
    {
        Description = "Embedder: jinasharp-lexical (built in, offline), a Jina model id, or a model folder. " +
                      "Default: the collection's own where there is one; else the API when JINA_API_KEY is set; else jinasharp-lexical.",
        HelpName = "ID|DIR",
    };

    public static Option<int?> Dimensions { get; } = Positive(new Option<int?>("--dimensions")
    {
        Description = "Dimensions of the vectors. Default: the model's own.",
        HelpName = "N",
    }, MaxDimensions);

    public static Option<string?> Task { get; } = new("--task")
    {
        Description = "What embeddings are for, such as retrieval.passage. Default: what the command needs.",
        HelpName = "TASK",
    };

    public static Option<string?> BaseUrl { get; } = new("--base-url", "--server")
    {
        Description = "Address of a Jina-compatible API, such as a jina-grep server (http://localhost:8089). Default: the Jina API. The key is read from JINA_API_KEY.",
        HelpName = "URL",
    };

    public static Option<bool> Local { get; } = new("--local")
    {
        Description = "No network: the folder or pulled model of --model, else jinasharp-lexical.",
    };

    public static Option<string?> Blank { get; } = new("--blank")
    {
        Description = "What becomes of blank texts, which models of the API refuse: fail (default), skip (an empty vector in their place) or zero (a vector of zeros).",
        HelpName = "fail|skip|zero",
    };

    public static Option<string> Store { get; } = new("--store")
    {
        Description = "Where collections are: embedded:DIR, memory:, qdrant:URL, milvus:URL or chroma:URL (keys from QDRANT_API_KEY, MILVUS_TOKEN, CHROMA_API_KEY).",
        HelpName = "URI",
        DefaultValueFactory = _ => DefaultStore,
    };

    public static Option<string> Collection { get; } = new("--collection", "-c")
    {
        Description = "The collection.",
        HelpName = "NAME",
        DefaultValueFactory = _ => DefaultCollection,
    };

    /// <summary>The options that select an embedder.</summary>
    public static Command WithEmbedder(this Command command)
    {
        command.Options.Add(Model);
        command.Options.Add(Dimensions);
        command.Options.Add(BaseUrl);
        return command;
    }

    /// <summary>The options that select a store and a collection in it.</summary>
    public static Command WithCollection(this Command command)
    {
        command.Options.Add(Store);
        command.Options.Add(Collection);
        return command;
    }

    /// <summary>An option that is true, false, or left to the model. As a text: the parser takes what is neither for another argument.</summary>
    public static Option<string?> TrueOrFalse(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "true|false" };
        option.AcceptOnlyFromAmong("true", "false");
        return option;
    }

    /// <summary>What <see cref="TrueOrFalse"/> was given; null: nothing.</summary>
    public static bool? Flag(CliContext context, Option<string?> option) => context.Get(option) is { } text ? text == "true" : null;

    /// <summary>Refuses values below 1 or above a limit.</summary>
    public static Option<int?> Positive(Option<int?> option, int most)
    {
        option.Validators.Add(result => CheckRange(result, most));
        return option;
    }

    /// <inheritdoc cref="Positive(Option{int?}, int)"/>
    public static Option<int> Positive(Option<int> option, int most)
    {
        option.Validators.Add(result => CheckRange(result, most));
        return option;
    }

    // What is not a number at all is reported by the parser itself.
    private static void CheckRange(OptionResult result, int most)
    {
        if (result.Tokens is [{ Value: var text }] && int.TryParse(text, out var number) && (number < 1 || number > most))
            result.AddError($"{result.IdentifierToken?.Value ?? result.Option.Name} must be from 1 to {most}; found {number}.");
    }
}
