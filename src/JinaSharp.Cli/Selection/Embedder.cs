using System.Text.Json;
using JinaSharp.Cli.Commands;
using JinaSharp.Cli.Output;
using JinaSharp.Client;
using JinaSharp.Inference;
using Microsoft.Extensions.AI;

namespace JinaSharp.Cli.Selection;

/// <summary>The embedder of a command: what <c>--model</c> says, else the collection's own, else the API when there is a key, else the built-in one.</summary>
internal sealed class Embedder : IDisposable
{
    private const string DefaultDescription = "built in: matches wording, not meaning";

    private Embedder(IEmbeddingGenerator<string, Embedding<float>> generator, string model, int? dimensions, string description)
        : this(generator, model, JinaEmbeddingConfiguration.ForModel(model, dimensions), description)
    {
    }

    private Embedder(IEmbeddingGenerator<string, Embedding<float>> generator, string model, JinaEmbeddingConfiguration configuration, string description)
    {
        Generator = generator;
        Model = model;
        Description = description;
        Function = new JinaEmbeddingFunction(generator, configuration);
    }

    public IEmbeddingGenerator<string, Embedding<float>> Generator { get; }

    public JinaEmbeddingFunction Function { get; }

    public string Model { get; }

    public string Description { get; }

    /// <summary>Counts as the model does, where it can; null for an approximation.</summary>
    public ITokenCounter? TokenCounter => IsLexical ? null : Generator.GetService(typeof(ITokenCounter)) as ITokenCounter;

    public bool IsLexical => Generator is LexicalEmbeddingGenerator;

    /// <summary>Options of a call for a task, where the model tells tasks apart.</summary>
    public JinaEmbeddingOptions OptionsFor(EmbeddingTask task) =>
        Generator is LocalEmbedder local && !local.Tasks.Contains(task.Value) ? new JinaEmbeddingOptions() : new JinaEmbeddingOptions { Task = task };

    /// <summary>Chooses, and says once on stderr what was chosen.</summary>
    /// <param name="context">The command.</param>
    /// <param name="profile">The profile of the collection that is in play; null when there is none yet.</param>
    /// <param name="useKey">Whether a key in the environment is reason enough to use the API.</param>
    public static Embedder Choose(CliContext context, EmbeddingProfile? profile = null, bool useKey = true)
    {
        var embedder = Create(context, context.Get(SharedOptions.Model), profile, useKey);
        Announce(context, embedder);
        return embedder;
    }

    /// <summary>As <see cref="Choose(CliContext, EmbeddingProfile?, bool)"/>, for commands whose <c>--model</c> has no short form.</summary>
    public static Embedder Choose(CliContext context, string? model)
    {
        var embedder = Create(context, model, null, useKey: true);
        Announce(context, embedder);
        return embedder;
    }

    /// <summary>The embedder of <c>--local</c>, for commands whose <c>--model</c> can also be something else.</summary>
    public static Embedder ChooseLocal(CliContext context, string? model)
    {
        var embedder = OnThisMachine(context, model, null);
        Announce(context, embedder);
        return embedder;
    }

    /// <summary>The client of the API that <c>--base-url</c> and the environment name.</summary>
    public static JinaClient CreateClient(CliContext context, string? model, int? dimensions)
    {
        var key = FindKey(context.Host);
        var baseUrl = context.Get(SharedOptions.BaseUrl);
        if (key is null && baseUrl is null)
            throw new CliException(
                $"The model '{model ?? JinaClientDefaults.EmbeddingModel}' is used through the Jina API, which needs a key: set JINA_API_KEY (https://jina.ai/?sui=apikey), " +
                $"give --base-url of a server of your own, download it (jina models pull), or use --model {LexicalEmbeddingGenerator.ModelId}, which needs nothing.");
        var options = new JinaClientOptions { ApiKey = key, ApiKeyEnvironmentVariables = [], Dimensions = dimensions, BlankInputs = BlankPolicy(context) };
        if (model is not null) options.EmbeddingModel = model;
        if (baseUrl is not null)
        {
            if (!Uri.TryCreate(baseUrl, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                throw new CliException($"--base-url '{baseUrl}' is not an address; expected http://HOST:PORT or https://HOST.");
            options.BaseUrl = address;
        }
        return new JinaClient(options);
    }

    public void Dispose()
    {
        Function.Dispose();
        Generator.Dispose();
    }

    private static void Announce(CliContext context, Embedder embedder) => context.Output.Note($"embedder: {embedder.Model} ({embedder.Description})");

    private static Embedder Create(CliContext context, string? model, EmbeddingProfile? profile, bool useKey)
    {
        var dimensions = context.Get(SharedOptions.Dimensions);
        if (context.Get(SharedOptions.Local)) return OnThisMachine(context, model, dimensions);
        if (model is not null) return ByName(context, model, dimensions, "as --model says");
        if (profile is not null) return ByName(context, profile.Model, dimensions ?? profile.Dimensions, "the collection's own");
        if (context.Get(SharedOptions.BaseUrl) is not null || (useKey && FindKey(context.Host) is not null))
            return ByName(context, JinaClientDefaults.EmbeddingModel, dimensions, "the API's default");
        return Lexical(dimensions, DefaultDescription);
    }

    /// <summary>The embedder of <c>--local</c>, which never asks a network.</summary>
    private static Embedder OnThisMachine(CliContext context, string? model, int? dimensions)
    {
        LocalOnly.RefuseAddress(context);
        return model is not null && model != LexicalEmbeddingGenerator.ModelId
            ? Local(context, ModelFolders.Require(context.Host, model, "an embedding model"), dimensions, "as --local says")
            : Lexical(dimensions, DefaultDescription);
    }

    private static Embedder Lexical(int? dimensions, string reason) =>
        new(new LexicalEmbeddingGenerator(dimensions ?? LexicalEmbeddingGenerator.DefaultDimensions), LexicalEmbeddingGenerator.ModelId, dimensions, reason);

    private static Embedder ByName(CliContext context, string model, int? dimensions, string reason)
    {
        if (model == LexicalEmbeddingGenerator.ModelId) return Lexical(dimensions, reason);
        if (ModelFolders.Choose(context, model, ApiClients.HasKey(context.Host)) is { } folder) return Local(context, folder, dimensions, reason);
        return new Embedder(CreateClient(context, model, dimensions), model, dimensions, $"{reason}, through {context.Get(SharedOptions.BaseUrl) ?? JinaClientDefaults.BaseUrl}");
    }

    /// <summary>A model folder. Its full path is the model's name, so that a collection finds it again.</summary>
    private static Embedder Local(CliContext context, string folder, int? dimensions, string reason)
    {
        var local = new LocalEmbedder(folder, LocalModelOptions.ForEmbedder(context, folder));
        var configuration = new JinaEmbeddingConfiguration { ModelName = folder, Dimensions = dimensions };
        if (local.Tasks.Contains(EmbeddingTask.RetrievalPassage.Value) && local.Tasks.Contains(EmbeddingTask.RetrievalQuery.Value))
            configuration = configuration with
            {
                Task = EmbeddingTask.RetrievalPassage,
                QueryOverrides = new Dictionary<string, JsonElement> { ["task"] = JsonSerializer.SerializeToElement(EmbeddingTask.RetrievalQuery.Value, CliJsonContext.Default.String) },
            };
        return new Embedder(local, folder, configuration, $"{reason}, on this machine");
    }

    private static BlankInputPolicy BlankPolicy(CliContext context) => context.Get(SharedOptions.Blank) switch
    {
        "skip" => BlankInputPolicy.Skip,
        "zero" => BlankInputPolicy.ZeroVector,
        _ => BlankInputPolicy.Throw,
    };

    private static string? FindKey(CliHost host) =>
        JinaClientDefaults.ApiKeyEnvironmentVariables.Select(host.GetVariable).FirstOrDefault(key => !string.IsNullOrWhiteSpace(key));
}
