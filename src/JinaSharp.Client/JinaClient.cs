using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using JinaSharp.Client.Batching;
using JinaSharp.Client.Embeddings;
using JinaSharp.Client.Http;
using JinaSharp.Client.Rerank;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JinaSharp.Client;

/// <summary>The Jina API: embeddings of texts through this object itself, every other form and service through its properties.</summary>
/// <remarks>
/// Safe for concurrent use; create one and keep it. Works with <c>api.jina.ai</c> and with every server that speaks its protocol
/// (<see cref="JinaClientOptions.BaseUrl"/>).
/// </remarks>
/// <example>
/// <code>
/// using var client = new JinaClient(apiKey);
/// var embeddings = await client.GenerateAsync(["red bicycle", "blue kettle"]);
/// Console.WriteLine(embeddings[0].Vector.Length);
/// </code>
/// </example>
public sealed class JinaClient : IEmbeddingGenerator<string, Embedding<float>>, IReranker
{
    private readonly JinaTransport _transport;
    private readonly IEmbeddingGenerator<string, Embedding<float>> _texts;
    private readonly EmbeddingEngine _engine;
    private readonly InputReader _inputs;
    private readonly EmbeddingGeneratorMetadata _metadata;
    private readonly EmbeddingStream _stream;
    private readonly RerankApi _rerank;
    private readonly RerankerMetadata _rerankMetadata;

    /// <summary>Creates a client with the key from the environment (<c>JINA_API_KEY</c> and its alternatives).</summary>
    public JinaClient() : this(new JinaClientOptions())
    {
    }

    /// <summary>Creates a client with a key.</summary>
    /// <param name="apiKey">The API key.</param>
    public JinaClient(string apiKey) : this(new JinaClientOptions { ApiKey = apiKey ?? throw new ArgumentNullException(nameof(apiKey)) })
    {
    }

    /// <summary>Creates a client.</summary>
    /// <param name="options">The options; copied.</param>
    /// <param name="httpClient">The HTTP client to use, which stays the caller's to dispose; null for one of the client's own.</param>
    /// <param name="loggerFactory">Receives warnings about repeated requests; null for none. No text or key is ever logged.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public JinaClient(JinaClientOptions options, HttpClient? httpClient = null, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
        : this(options, httpClient, loggerFactory, timeProvider, Chance)
    {
    }

    internal JinaClient(JinaClientOptions options, HttpClient? httpClient, ILoggerFactory? loggerFactory, TimeProvider? timeProvider, Func<double> jitter)
    {
        ArgumentNullException.ThrowIfNull(options);
        var settings = ClientSettings.From(options);
        var logger = loggerFactory?.CreateLogger<JinaClient>() ?? (ILogger)NullLogger.Instance;
        Usage = options.Usage ?? new JinaUsageTracker();
        _transport = new JinaTransport(settings, options.RateLimiter, Usage, httpClient, logger, timeProvider ?? TimeProvider.System, jitter);
        var estimator = new TokenEstimator(settings.TokenCounter);
        var engine = new EmbeddingEngine(_transport, estimator);
        var reader = new InputReader(estimator, settings.BlankInputs);
        var metadata = new EmbeddingGeneratorMetadata("jina", settings.Api, settings.EmbeddingModel, settings.Dimensions);

        JinaEmbeddingGenerator<TInput, TEmbedding> Generator<TInput, TEmbedding>(EmbeddingShape<TEmbedding> shape) where TEmbedding : Embedding =>
            new(engine, reader, shape, metadata, settings.BlankInputs, this);

        _engine = engine;
        _inputs = reader;
        _metadata = metadata;
        _stream = new EmbeddingStream(engine, reader, metadata);
        _texts = CachedEmbeddings.Wrap(Generator<string, Embedding<float>>(EmbeddingShapes.Float), options.Cache, options.Deduplicate, loggerFactory);
        Contents = CachedEmbeddings.Wrap(Generator<AIContent, Embedding<float>>(EmbeddingShapes.Float), options.Cache, options.Deduplicate, loggerFactory);
        Bits = Generator<string, BinaryEmbedding>(EmbeddingShapes.Bits);
        Binary = Generator<string, Embedding<byte>>(EmbeddingShapes.Packed);
        SignedBinary = Generator<string, Embedding<sbyte>>(EmbeddingShapes.SignedPacked);
        MultiVectors = Generator<string, MultiVectorEmbedding>(EmbeddingShapes.MultiVector);
        ContentMultiVectors = Generator<AIContent, MultiVectorEmbedding>(EmbeddingShapes.MultiVector);
        Sparse = Generator<string, SparseEmbedding>(EmbeddingShapes.Sparse);

        _rerank = new RerankApi(_transport, reader);
        _rerankMetadata = new RerankerMetadata("jina", settings.Api, settings.RerankModel);
        Reader = new JinaReader(_transport);
        Search = new JinaSearch(_transport);
        Grounding = new JinaGrounding(_transport);
        Segmenter = new JinaSegmenter(_transport);
        Classifier = new JinaClassifier(_transport, reader);
        Batches = new JinaBatches(_transport);
        Models = new JinaModels(_transport);
#pragma warning disable JINA001 // its own use
        DeepSearch = new JinaDeepSearch(_transport);
#pragma warning restore JINA001
    }

    /// <summary>Embeddings of texts, images, PDFs, audio, video and fused groups (<see cref="JinaFusedContent"/>), mixed in any order.</summary>
    /// <remarks>A PDF gives one embedding a page; <see cref="JinaCallProperties.InputIndex"/> and <see cref="JinaCallProperties.Page"/> on an embedding say which.</remarks>
    public IEmbeddingGenerator<AIContent, Embedding<float>> Contents { get; }

    /// <summary>One sign bit a dimension, as the platform's bit array.</summary>
    public IEmbeddingGenerator<string, BinaryEmbedding> Bits { get; }

    /// <summary>One sign bit a dimension, packed eight a byte, most significant bit first (<c>ubinary</c>).</summary>
    public IEmbeddingGenerator<string, Embedding<byte>> Binary { get; }

    /// <summary>As <see cref="Binary"/>, each byte minus 128 (<c>binary</c>). Never compare the two with each other.</summary>
    public IEmbeddingGenerator<string, Embedding<sbyte>> SignedBinary { get; }

    /// <summary>One vector a token, for late interaction.</summary>
    public IEmbeddingGenerator<string, MultiVectorEmbedding> MultiVectors { get; }

    /// <summary>One vector a token or image patch, for late interaction.</summary>
    public IEmbeddingGenerator<AIContent, MultiVectorEmbedding> ContentMultiVectors { get; }

    /// <summary>Sparse embeddings, where the model gives them.</summary>
    public IEmbeddingGenerator<string, SparseEmbedding> Sparse { get; }

    /// <summary>What this client has used so far.</summary>
    public JinaUsageTracker Usage { get; }

    /// <summary>Web pages, HTML and documents as Markdown.</summary>
    public JinaReader Reader { get; }

    /// <summary>Web search.</summary>
    public JinaSearch Search { get; }

    /// <summary>Statements checked against the web.</summary>
    public JinaGrounding Grounding { get; }

    /// <summary>Texts cut into chunks and tokens.</summary>
    public JinaSegmenter Segmenter { get; }

    /// <summary>Classification and its training.</summary>
    public JinaClassifier Classifier { get; }

    /// <summary>Batch jobs.</summary>
    public JinaBatches Batches { get; }

    /// <summary>The service's models and its health.</summary>
    public JinaModels Models { get; }

    /// <summary>Questions answered by searching and thinking.</summary>
    [Experimental("JINA001", UrlFormat = "https://github.com/jinasharp/jinasharp/blob/main/docs/experimental/{0}.md")]
    public JinaDeepSearch DeepSearch { get; }

    /// <inheritdoc/>
    /// <exception cref="JinaApiException">The service refused or could not be reached. </exception>
    /// <exception cref="EmbeddingBatchException">One of several requests failed; the embeddings that came are in it.</exception>
    /// <exception cref="ArgumentException">An input or an option cannot be sent; nothing was.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        _texts.GenerateAsync(values, options, cancellationToken);

    /// <summary>Embeds any number of texts: each comes out exactly once, in order, with its embedding or its error.</summary>
    /// <remarks>
    /// Memory holds the requests in flight, not the texts. A text that is refused gets its own error and the others succeed; a passing error that
    /// outlives its repetitions becomes the error of its texts. An error that every further request would meet, such as a wrong key, is thrown.
    /// </remarks>
    /// <param name="texts">The texts.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the stream.</param>
    /// <returns>One outcome a text.</returns>
    public IAsyncEnumerable<EmbeddingOutcome> EmbedManyAsync(
        IAsyncEnumerable<string> texts, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return _stream.RunAsync(texts, options, cancellationToken);
    }

    /// <inheritdoc cref="EmbedManyAsync(IAsyncEnumerable{string}, EmbeddingGenerationOptions?, CancellationToken)"/>
    public IAsyncEnumerable<EmbeddingOutcome> EmbedManyAsync(
        IEnumerable<string> texts, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return _stream.RunAsync(texts, options, cancellationToken);
    }

    /// <summary>Says what embedding texts would take. Nothing is sent.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="options">As for the call itself; it is checked as there.</param>
    /// <returns>Requests, tokens and cost.</returns>
    public JinaEstimate Estimate(IEnumerable<string> texts, EmbeddingGenerationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var spec = EmbeddingSpecReader.Read(options, _metadata, EmbeddingShapes.Float);
        var inputs = _inputs.Read(texts);
        var batches = _engine.Plan(inputs, spec);
        var tokens = _engine.Estimator.Corrected(batches.Sum(static batch => batch.RawTokens), spec.Model);
        return new JinaEstimate(inputs.Count, batches.Count, tokens, Usage.Prices?.CostOf(spec.Model, tokens));
    }

    /// <inheritdoc/>
    /// <remarks>The whole list goes in one request: scores of the listwise models depend on the other documents, so parts could not be merged.</remarks>
    public Task<RerankResults> RerankAsync(
        AIContent query, IReadOnlyList<AIContent> documents, RerankOptions? options = null, CancellationToken cancellationToken = default) =>
        _rerank.RerankAsync(query, documents, options, cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        return serviceType.IsInstanceOfType(this) ? this
            : serviceType == typeof(RerankerMetadata) ? _rerankMetadata
            : _texts.GetService(serviceType);
    }

    /// <summary>Closes the client's own connections; a caller's HTTP client stays open.</summary>
    public void Dispose() => _transport.Dispose();

    /// <inheritdoc/>
    public override string ToString() => $"JinaClient({_transport.Settings.Api}, {_transport.Settings.Key})";

    private static double Chance() => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;
}
