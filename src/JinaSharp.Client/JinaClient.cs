using System.Security.Cryptography;
using JinaSharp.Client.Batching;
using JinaSharp.Client.Embeddings;
using JinaSharp.Client.Http;
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
public sealed class JinaClient : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly JinaTransport _transport;
    private readonly JinaEmbeddingGenerator<string, Embedding<float>> _texts;

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
        _transport = new JinaTransport(settings, options.RateLimiter, httpClient, logger, timeProvider ?? TimeProvider.System, jitter);
        var estimator = new TokenEstimator(settings.TokenCounter);
        var engine = new EmbeddingEngine(_transport, estimator);
        var reader = new InputReader(estimator, settings.BlankInputs);
        var metadata = new EmbeddingGeneratorMetadata("jina", settings.Api, settings.EmbeddingModel, settings.Dimensions);

        JinaEmbeddingGenerator<TInput, TEmbedding> Generator<TInput, TEmbedding>(EmbeddingShape<TEmbedding> shape) where TEmbedding : Embedding =>
            new(engine, reader, shape, metadata, settings.BlankInputs, this);

        _texts = Generator<string, Embedding<float>>(EmbeddingShapes.Float);
        Contents = Generator<AIContent, Embedding<float>>(EmbeddingShapes.Float);
        Bits = Generator<string, BinaryEmbedding>(EmbeddingShapes.Bits);
        Binary = Generator<string, Embedding<byte>>(EmbeddingShapes.Packed);
        SignedBinary = Generator<string, Embedding<sbyte>>(EmbeddingShapes.SignedPacked);
        MultiVectors = Generator<string, MultiVectorEmbedding>(EmbeddingShapes.MultiVector);
        ContentMultiVectors = Generator<AIContent, MultiVectorEmbedding>(EmbeddingShapes.MultiVector);
        Sparse = Generator<string, SparseEmbedding>(EmbeddingShapes.Sparse);
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

    /// <inheritdoc/>
    /// <exception cref="JinaApiException">The service refused or could not be reached. With several requests it is a <see cref="JinaBatchException"/> that holds the embeddings that came.</exception>
    /// <exception cref="ArgumentException">An input or an option cannot be sent; nothing was.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        _texts.GenerateAsync(values, options, cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : _texts.GetService(serviceType, serviceKey);
    }

    /// <summary>Closes the client's own connections; a caller's HTTP client stays open.</summary>
    public void Dispose() => _transport.Dispose();

    /// <inheritdoc/>
    public override string ToString() => $"JinaClient({_transport.Settings.Api}, {_transport.Settings.Key})";

    private static double Chance() => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;
}
