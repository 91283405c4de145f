using System.Text.RegularExpressions;

namespace JinaSharp.Cli.Output;

/// <summary>Says what the libraries advise programmers in the words of the command line: flags and commands in place of types and properties.</summary>
internal static partial class ShellAdvice
{
    // What a library says, and what to say in its place.
    private static readonly (string Library, string Shell)[] Phrases =
    [
        ("or give JinaClientOptions.ApiKey.", "or give --base-url of a server of your own."),
        ("Give JinaClientOptions.ApiKey.", "Set JINA_API_KEY."),
        (", or give the client an HttpClient whose proxy has credentials.", "."),
        ("send slower (JinaRateLimits), or", "wait a minute, send less, or"),
        ("takes: lower MaxRequestBytes or MaxItemsPerRequest, or send smaller inputs.", "takes: send smaller inputs, or fewer at a time."),
        (" (MaxResponseBytes). Send fewer items in one request, or raise the limit.", ". Send fewer items at a time."),
        ("context: set Truncate, or", "context: give --truncate, or"),
        ("leave LateChunking null for a query task", "leave --late-chunking out for a query task"),
        ("return_tokenized_input needs multi-vectors: use JinaClient.MultiVectors.", "return_tokenized_input needs multi-vectors: give --multivector."),
        ("gives sparse embeddings only: use JinaClient.Sparse.", "gives sparse embeddings only, which no command prints. Use another model."),
        ("Use JinaClient.MultiVectors or JinaClient.Sparse for this model.", "Give --multivector for this model, or use another."),
        ("for one vector a token use JinaClient.MultiVectors.", "for one vector a token give --multivector."),
        ("for one vector an input use JinaClient itself.", "for one vector an input leave --multivector out."),
        ("is a reranker: use RerankAsync)", "is a reranker: use 'jina rerank')"),
        ("LocalReranker, or 'jina rerank --model', runs it.", "'jina rerank --model' runs it."),
        ("LocalEmbedder, or 'jina embed --model', runs it.", "'jina embed --model' runs it."),
        ("Make it again with GetOrCreateCollectionAsync.", "Make it again with 'jina index'."),
        ("or open the store with EmbeddedStoreOptions.KeepGoodPrefix to go on without what follows.", "or delete the collection's folder and index again."),
        ("Use ScrollAsync to read everything.", "Ask for fewer (--top)."),
        ("make it with KeywordIndex = true to search by words.", "search with --mode dense, or index into a new collection."),
        ("Give it more time (LoadTimeout), or the server more memory.", "Try again when the server has loaded it, or give the server more memory."),
        (" for the command line and store URIs, or ApiKey of the store's options.", "."),
        ("Check the key (ApiKey of the store's options, or the variable ", "Check the key (the variable "),
        ("Send less at once (MaxBatchBytes), or raise the server's limit.", "Write less at once ('jina index --commit-chunks'), or raise the server's limit."),
        ("Rename the field, or set QdrantStoreOptions.IdField and TextField.", "Rename the field."),
        ("LateChunkingOverlap must", "--overlap-tokens must"),
        ("WindowOverlap must", "--overlap-tokens must"),
        ("MaxQueryTokens and WindowOverlap are", "--max-query-tokens and --overlap-tokens are"),
    ];

    private const string BlankAdvice = "Leave it out, or set JinaClientOptions.BlankInputs.";

    /// <summary>The message as a user of the command line should read it.</summary>
    /// <param name="message">A library's message, or one of our own.</param>
    /// <param name="flags">The flags of the command, such as <c>--late-chunking</c>.</param>
    public static string Of(string message, IReadOnlyCollection<string> flags)
    {
        message = message.Replace(BlankAdvice, flags.Contains("--blank") ? "Leave it out, or give --blank skip or --blank zero." : "Leave it out.", StringComparison.Ordinal);
        foreach (var (library, shell) in Phrases) message = message.Replace(library, shell, StringComparison.Ordinal);
        // A property that has a flag of its own name.
        return Property().Replace(message, match => Flag(match.Value) is var flag && flags.Contains(flag) ? flag : match.Value);
    }

    private static string Flag(string property) => "--" + Hump().Replace(property, "-$0").TrimStart('-').ToLowerInvariant();

    [GeneratedRegex(@"(?<![\w/\\.'""-])(?:[A-Z][a-z0-9]+){2,}(?![\w/\\.'""-])")]
    private static partial Regex Property();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Hump();
}
