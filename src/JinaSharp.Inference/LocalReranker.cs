using JinaSharp.Inference.Models;
using JinaSharp.Inference.Runtime;
using Microsoft.Extensions.AI;

namespace JinaSharp.Inference;

/// <summary>Reranks texts with a cross-encoder folder on this machine's processor: jina-reranker-v1 (tiny, turbo) and v2.</summary>
/// <remarks>
/// <para>Safe for concurrent use; concurrent calls are merged into batches. Scores are sigmoids of the model's logits, from 0 to 1;
/// <see cref="RerankOptions.RawScores"/> gives the logits.</para>
/// <para>With <see cref="RerankOptions.Truncate"/> unset, jina-reranker-v2 reads documents longer than its context in overlapping windows and
/// takes the best; jina-reranker-v1 cuts the pair. True cuts the pair, the longer text first; false refuses.</para>
/// </remarks>
public sealed class LocalReranker : IReranker
{
    private readonly TextModel _model;
    private readonly InferenceQueue _queue;
    private readonly RerankPairs _pairs;
    private readonly RerankerMetadata _metadata;

    /// <summary>Loads a model.</summary>
    /// <param name="modelFolder">The folder of a downloaded model: config.json, weights, tokenizer.json.</param>
    /// <param name="options">How it runs; null for the defaults. Copied.</param>
    /// <exception cref="ModelFormatException">The folder is no model, damaged, incomplete, or of an unsupported kind.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public LocalReranker(string modelFolder, LocalRerankerOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelFolder);
        options ??= new LocalRerankerOptions();
        var threads = options.Threads ?? Environment.ProcessorCount;
        if (threads < 1) throw new ArgumentOutOfRangeException(nameof(options), $"Threads must be at least 1; found {threads}.");
        if (options.TokenBudget < 1) throw new ArgumentOutOfRangeException(nameof(options), $"TokenBudget must be at least 1; found {options.TokenBudget}.");
        _model = TextModel.Open(modelFolder);
        try
        {
            if (_model.Head is null) throw new ModelFormatException($"'{modelFolder}' holds an embedding model; LocalEmbedder, or 'jina embed --model', runs it.", _model.Folder.ConfigFile);
            Tokenizer = ModelTokenizer.Load(_model);
            _pairs = new RerankPairs(Tokenizer, _model, options);
            ModelId = options.ModelId ?? _model.Folder.Name;
            _queue = new InferenceQueue(_model.Encoder, this, threads, options.TokenBudget);
        }
        catch
        {
            _model.Dispose();
            throw;
        }
        _metadata = new RerankerMetadata("jinasharp", null, ModelId);
    }

    /// <summary>The name that results carry.</summary>
    public string ModelId { get; }

    /// <summary>The model's tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    internal InferenceQueue Queue => _queue;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An option or an input cannot be honoured by this model.</exception>
    /// <exception cref="JinaException">A pair is longer than the model's context, and truncation was refused.</exception>
    public async Task<RerankResults> RerankAsync(
        AIContent query, IReadOnlyList<AIContent> documents, RerankOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(documents);
        var call = options?.Clone() ?? new RerankOptions();
        Check(call);
        var pairs = _pairs.Create(Text(query, "The query"), [.. documents.Select((document, i) => Text(document, $"Document {i}"))], call.Truncate, call.MaxDocumentTokens);
        var job = new RerankJob(_model.Head!, pairs, documents.Count);
        await _queue.RunAsync(job, cancellationToken).ConfigureAwait(false);

        var results = job.Logits
            .Select((logit, i) => new RerankResult(i, call.RawScores == true ? logit : 1 / (1 + Math.Exp(-logit)), call.ReturnDocuments == false ? null : documents[i]))
            .Where(result => call.MinScore is not { } least || result.Score >= least)
            .OrderByDescending(result => result.Score)
            .Take(call.TopN ?? int.MaxValue);
        var tokens = pairs.Sum(pair => (long)pair.Ids.Length);
        return new RerankResults([.. results]) { ModelId = ModelId, Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens } };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        return serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(_metadata) ? _metadata
            : serviceType.IsInstanceOfType(Tokenizer) ? Tokenizer
            : null;
    }

    /// <summary>Waits for the forward pass in work, fails the calls that wait, and frees the weights.</summary>
    public void Dispose()
    {
        _queue.Dispose();
        _model.Dispose();
    }

    private void Check(RerankOptions call)
    {
        if (call.TopN is < 1) throw new ArgumentException($"TopN must be at least 1; found {call.TopN}.");
        if (call.MaxDocumentTokens is < 1) throw new ArgumentException($"MaxDocumentTokens must be at least 1; found {call.MaxDocumentTokens}.");
        if (call.ReturnEmbeddings == true) throw new ArgumentException($"'{ModelId}' reads query and document together and has no embeddings to return.");
        if (call.ModelId is { } asked && !asked.Equals(ModelId, StringComparison.OrdinalIgnoreCase) && !asked.Equals("jinaai/" + ModelId, StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"The call asks for the model '{asked}'; this reranker has loaded '{ModelId}'.");
    }

    private string Text(AIContent content, string what) => content switch
    {
        TextContent { Text: { } text } => text,
        null => throw new ArgumentException($"{what} is null."),
        _ => throw new ArgumentException($"{what} is {content.GetType().Name}; '{ModelId}' reads text."),
    };
}
