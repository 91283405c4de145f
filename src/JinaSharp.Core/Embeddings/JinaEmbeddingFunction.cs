using JinaSharp.Embeddings;
using Microsoft.Extensions.AI;

namespace JinaSharp;

/// <summary>The two-role view of an embedding model that users of Milvus and Chroma know: documents and queries are encoded by different calls.</summary>
/// <remarks>
/// <para>It wraps any generator. The task of each side comes from the configuration; without one, from the model catalogue.</para>
/// <para>Late chunking, where configured, treats the documents of one call as consecutive chunks of one document, and never applies to queries.</para>
/// <para>Safe for concurrent use when the generator is.</para>
/// </remarks>
/// <example>
/// <code>
/// var function = new JinaEmbeddingFunction(new LexicalEmbeddingGenerator());
/// var documents = await function.EncodeDocumentsAsync(["The cat sat on the mat.", "Stocks fell on Monday."]);
/// var queries = await function.EncodeQueriesAsync(["where is the cat"]);
/// </code>
/// </example>
public sealed class JinaEmbeddingFunction : IDisposable
{
    private readonly Lazy<IEmbeddingGenerator<string, Embedding<float>>> _generator;
    private readonly bool _ownsGenerator;
    private int _seenDimensions;

    /// <summary>Wraps a generator.</summary>
    /// <param name="generator">The generator; it is not disposed with this object.</param>
    /// <param name="configuration">How to embed; null for what the catalogue suggests for the generator's own model.</param>
    /// <exception cref="ArgumentException">No configuration was given, and the generator does not name its model.</exception>
    public JinaEmbeddingFunction(IEmbeddingGenerator<string, Embedding<float>> generator, JinaEmbeddingConfiguration? configuration = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        _generator = new Lazy<IEmbeddingGenerator<string, Embedding<float>>>(generator);
        Configuration = configuration ?? Suggest(generator);
    }

    /// <summary>Makes the generator from the configuration at the first call, so that a collection opens without an API key until something is embedded.</summary>
    /// <param name="configuration">How to embed, as read from a collection.</param>
    /// <param name="createGenerator">Makes the generator; called once, and its result is disposed with this object.</param>
    public JinaEmbeddingFunction(
        JinaEmbeddingConfiguration configuration, Func<JinaEmbeddingConfiguration, IEmbeddingGenerator<string, Embedding<float>>> createGenerator)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(createGenerator);
        Configuration = configuration;
        _ownsGenerator = true;
        _generator = new Lazy<IEmbeddingGenerator<string, Embedding<float>>>(() => createGenerator(configuration));
    }

    /// <summary>How texts are embedded; can be written into a Chroma collection and read back.</summary>
    public JinaEmbeddingConfiguration Configuration { get; }

    /// <summary>The number of dimensions of a vector.</summary>
    /// <exception cref="InvalidOperationException">Neither the configuration, nor the generator, nor the catalogue knows it, and nothing was encoded yet.</exception>
    public int Dimensions
    {
        get
        {
            var known = Configuration.Dimensions ?? ModelCatalog.Find(Configuration.ModelName)?.Dimensions;
            if (_generator.IsValueCreated || known is null) known = Profile.Dimensions;
            if (known > 0) return known.Value;
            if (_seenDimensions > 0) return _seenDimensions;
            throw new InvalidOperationException(
                $"The number of dimensions of '{Configuration.ModelName}' is not known before something is encoded. Set {nameof(JinaEmbeddingConfiguration)}.{nameof(JinaEmbeddingConfiguration.Dimensions)}, or encode a text first.");
        }
    }

    /// <summary>The profile of the vectors, to be kept with a collection.</summary>
    public EmbeddingProfile Profile
    {
        get
        {
            var profile = EmbeddingProfileResolver.Resolve(_generator.Value, EmbeddingCall.Read(Configuration.ToDocumentOptions()));
            return profile.Dimensions == 0 && _seenDimensions > 0 ? profile with { Dimensions = _seenDimensions } : profile;
        }
    }

    /// <summary>Encodes texts to be found.</summary>
    /// <param name="documents">The texts; with late chunking, the consecutive chunks of one document.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>One embedding a text, in order, with the usage of the call.</returns>
    public Task<GeneratedEmbeddings<Embedding<float>>> EncodeDocumentsAsync(IEnumerable<string> documents, CancellationToken cancellationToken = default) =>
        EncodeAsync(documents, Configuration.ToDocumentOptions(), cancellationToken);

    /// <summary>Encodes search phrases.</summary>
    /// <param name="queries">The search phrases; each is encoded alone.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>One embedding a phrase, in order, with the usage of the call.</returns>
    public Task<GeneratedEmbeddings<Embedding<float>>> EncodeQueriesAsync(IEnumerable<string> queries, CancellationToken cancellationToken = default) =>
        EncodeAsync(queries, Configuration.ToQueryOptions(), cancellationToken);

    /// <summary>Disposes the generator if this object made it.</summary>
    public void Dispose()
    {
        if (_ownsGenerator && _generator.IsValueCreated) _generator.Value.Dispose();
    }

    private async Task<GeneratedEmbeddings<Embedding<float>>> EncodeAsync(IEnumerable<string> texts, JinaEmbeddingOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var list = texts as IReadOnlyCollection<string> ?? [.. texts];
        if (list.Count == 0) return [];
        var results = await _generator.Value.GenerateAsync(list, options, cancellationToken).ConfigureAwait(false);
        if (results.Count != list.Count)
            throw new JinaException($"The generator of '{Configuration.ModelName}' gave {results.Count} embeddings for {list.Count} texts; the results cannot be matched to the texts.") { Code = "count_mismatch" };
        _seenDimensions = results[0].Dimensions;
        return results;
    }

    private static JinaEmbeddingConfiguration Suggest(IEmbeddingGenerator<string, Embedding<float>> generator)
    {
        var profile = EmbeddingProfileResolver.Resolve(generator, EmbeddingCall.Default);
        if (profile.Model.Length == 0)
            throw new ArgumentException("The generator does not name its model (its metadata has no default model). Pass a configuration with the model's name.", nameof(generator));
        return JinaEmbeddingConfiguration.ForModel(profile.Model, profile.Dimensions > 0 && profile.Dimensions != ModelCatalog.Find(profile.Model)?.Dimensions ? profile.Dimensions : null);
    }
}
