using JinaSharp.Embeddings;
using JinaSharp.Inference.Models;
using JinaSharp.Inference.Runtime;
using Microsoft.Extensions.AI;

namespace JinaSharp.Inference;

/// <summary>Embeds texts with a model folder on this machine's processor: tasks, dimensions, late chunking, binary and multi-vector forms.</summary>
/// <remarks>
/// <para>Safe for concurrent use. Concurrent calls are merged into batches without padding; a batch gives the vectors that its texts give alone, bit
/// for bit. Cancellation returns at once and stops the computation at the next layer.</para>
/// <para>The folder's files are mapped; weights are held once more in the layout that the processor reads best. Memory grows with the longest text
/// and the largest batch, linearly.</para>
/// </remarks>
/// <example>
/// <code>
/// using var embedder = new LocalEmbedder("models/jina-embeddings-v3");
/// var passages = await embedder.GenerateAsync(texts, new JinaEmbeddingOptions { Task = EmbeddingTask.RetrievalPassage });
/// </code>
/// </example>
public sealed class LocalEmbedder : IEmbeddingGenerator<string, Embedding<float>>, ITokenCounter
{
    private const int DefaultOverlap = 256;

    private readonly TextModel _model;
    private readonly InferenceQueue _queue;
    private readonly LocalEmbeddingGenerator<Embedding<float>> _vectors;
    private readonly int _maxTokens;
    private readonly string _separator;
    private readonly int _overlap;

    /// <summary>Loads a model.</summary>
    /// <param name="modelFolder">The folder of a downloaded model: config.json, weights, tokenizer.json.</param>
    /// <param name="options">How it runs; null for the defaults. Copied.</param>
    /// <exception cref="ModelFormatException">The folder is no model, damaged, incomplete, or of an unsupported kind.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public LocalEmbedder(string modelFolder, LocalEmbedderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelFolder);
        options ??= new LocalEmbedderOptions();
        var threads = options.Threads ?? Environment.ProcessorCount;
        if (threads < 1) throw new ArgumentOutOfRangeException(nameof(options), $"Threads must be at least 1; found {threads}.");
        if (options.TokenBudget < 1) throw new ArgumentOutOfRangeException(nameof(options), $"TokenBudget must be at least 1; found {options.TokenBudget}.");
        if (options.LateChunkingOverlap < 0) throw new ArgumentOutOfRangeException(nameof(options), $"LateChunkingOverlap must be 0 or more; found {options.LateChunkingOverlap}.");
        ArgumentNullException.ThrowIfNull(options.LateChunkingSeparator, nameof(options));
        _model = TextModel.Open(modelFolder);
        try
        {
            if (_model.Head is not null)
                throw new ModelFormatException($"'{modelFolder}' holds a reranker; LocalReranker, or 'jina rerank --model', runs it.", _model.Folder.ConfigFile);
            Tokenizer = ModelTokenizer.Load(_model);
            _maxTokens = ModelTokenizer.MaxTokens(_model, options.MaxTokens, nameof(options));
            _separator = options.LateChunkingSeparator;
            _overlap = options.LateChunkingOverlap ?? Math.Min(DefaultOverlap, _maxTokens / 2);
            if (_overlap >= _maxTokens)
                throw new ArgumentOutOfRangeException(nameof(options), $"LateChunkingOverlap must be less than MaxTokens ({_maxTokens}), or windows would not advance; found {_overlap}.");
            Prompt = options.Prompt;
            ModelId = options.ModelId ?? _model.Folder.Name;
            _queue = new InferenceQueue(_model.Encoder, this, threads, options.TokenBudget);
        }
        catch
        {
            _model.Dispose();
            throw;
        }
        Metadata = new EmbeddingGeneratorMetadata("jinasharp", null, ModelId, Dimensions);
        _vectors = new(this, LocalEmbeddingForms.Float);
        Bits = new LocalEmbeddingGenerator<BinaryEmbedding>(this, LocalEmbeddingForms.Bits);
        Binary = new LocalEmbeddingGenerator<Embedding<byte>>(this, LocalEmbeddingForms.Packed);
        SignedBinary = new LocalEmbeddingGenerator<Embedding<sbyte>>(this, LocalEmbeddingForms.SignedPacked);
        MultiVectors = new LocalEmbeddingGenerator<MultiVectorEmbedding>(this, LocalEmbeddingForms.MultiVector);
    }

    /// <summary>The name that embeddings carry.</summary>
    public string ModelId { get; }

    /// <summary>The model's own number of dimensions.</summary>
    public int Dimensions => _model.Encoder.Shape.HiddenSize;

    /// <summary>The most tokens of a text, special tokens and instruction included.</summary>
    public int MaxTokens => _maxTokens;

    /// <summary>The tasks that the model has; empty: none.</summary>
    public IReadOnlyList<string> Tasks => _model.Adapters;

    /// <summary>The model's tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>One sign bit a dimension, as the platform's bit array.</summary>
    public IEmbeddingGenerator<string, BinaryEmbedding> Bits { get; }

    /// <summary>One sign bit a dimension, packed eight a byte, most significant bit first (<c>ubinary</c>).</summary>
    public IEmbeddingGenerator<string, Embedding<byte>> Binary { get; }

    /// <summary>As <see cref="Binary"/>, each byte minus 128 (<c>binary</c>).</summary>
    public IEmbeddingGenerator<string, Embedding<sbyte>> SignedBinary { get; }

    /// <summary>One vector a token, special tokens included: the states of the last layer.</summary>
    public IEmbeddingGenerator<string, MultiVectorEmbedding> MultiVectors { get; }

    internal EmbeddingGeneratorMetadata Metadata { get; }

    internal TextModel Model => _model;

    /// <summary>What precedes every text in any case; null: what the call's task or the folder says.</summary>
    internal string? Prompt { get; }

    internal InferenceQueue Queue => _queue;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An option cannot be honoured by this model.</exception>
    /// <exception cref="JinaException">A text is longer than the model's context, and truncation was not asked for.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        _vectors.GenerateAsync(values, options, cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        foreach (var service in (ReadOnlySpan<object>)[this, Metadata, Tokenizer, Bits, Binary, SignedBinary, MultiVectors])
            if (serviceType.IsInstanceOfType(service)) return service;
        return null;
    }

    /// <inheritdoc/>
    public int CountTokens(ReadOnlySpan<char> text) => Tokenizer.CountTokens(text);

    /// <inheritdoc/>
    public IReadOnlyList<TokenSpan> GetTokenSpans(string text) => Tokenizer.GetTokenSpans(text);

    /// <summary>Waits for the forward pass in work, fails the calls that wait, and frees the weights.</summary>
    public void Dispose()
    {
        _queue.Dispose();
        _model.Dispose();
    }

    /// <summary>The vectors of texts; for multi-vectors, rows one after another.</summary>
    internal async Task<(float[][] Vectors, int RowDimensions, long Tokens)> EmbedAsync(
        IReadOnlyList<string> texts, EmbeddingCall call, bool perToken, CancellationToken cancellationToken)
    {
        var plan = EmbeddingPlan.Create(call, this, perToken);
        if (texts.Count == 0) return ([], plan.Dimensions, 0);
        return plan.LateChunking
            ? await LateChunkAsync(texts, plan, cancellationToken).ConfigureAwait(false)
            : await PoolAsync(texts, plan, perToken, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(float[][], int, long)> PoolAsync(IReadOnlyList<string> texts, EmbeddingPlan plan, bool perToken, CancellationToken cancellationToken)
    {
        var (ids, types) = (new int[texts.Count][], new int[texts.Count][]);
        var buffer = new TokenBuffer();
        var options = plan.Truncate ? new TokenizeOptions { Truncation = new TruncationOptions { MaxLength = _maxTokens } } : TokenizeOptions.Default;
        long tokens = 0;
        for (var i = 0; i < texts.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Tokenizer.Encode(plan.Instruction + texts[i], buffer, options);
            ModelTokenizer.Check(buffer, _model, _maxTokens, $"Text {i}");
            (ids[i], types[i]) = (buffer.Ids.ToArray(), buffer.TypeIds.ToArray());
            tokens += buffer.Count;
        }
        var job = new PoolJob(ids, types, plan.Dimensions, plan.Normalize, perToken) { Adapter = plan.Adapter };
        await _queue.RunAsync(job, cancellationToken).ConfigureAwait(false);
        return (job.Vectors, plan.Dimensions, tokens);
    }

    private async Task<(float[][], int, long)> LateChunkAsync(IReadOnlyList<string> texts, EmbeddingPlan plan, CancellationToken cancellationToken)
    {
        var document = LateChunkDocument.Create(Tokenizer, _model, texts, _separator, plan.Instruction);
        if (plan.Truncate) document = document.Truncate(_maxTokens);
        for (var i = 0; i < texts.Count; i++)
            if (document.Spans[i].End <= document.Spans[i].Start)
                throw new ArgumentException(
                    $"Text {i} of the late-chunking call has no token of its own{(plan.Truncate ? $" within the first {_maxTokens} tokens of the document" : "")}. " +
                    "Leave empty texts out; without Truncate, a document longer than the context is encoded in overlapping windows.", nameof(texts));
        var job = new LateChunkJob(document, _maxTokens, _overlap, plan.Dimensions) { Adapter = plan.Adapter };
        await _queue.RunAsync(job, cancellationToken).ConfigureAwait(false);
        return (job.Vectors(plan.Normalize), plan.Dimensions, document.Ids.Length);
    }
}
