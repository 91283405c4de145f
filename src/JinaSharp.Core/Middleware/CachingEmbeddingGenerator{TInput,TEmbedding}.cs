using JinaSharp.Diagnostics;
using JinaSharp.Embeddings;
using JinaSharp.Middleware;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JinaSharp;

/// <summary>Looks inputs up in a cache, asks the inner generator once for those that are missing, and keeps the answers.</summary>
/// <typeparam name="TInput">The input.</typeparam>
/// <typeparam name="TEmbedding">The embedding.</typeparam>
/// <remarks>
/// <para>The key holds the profile (model, size, type, normalisation), the task, every further option that can change a vector, and the input. With
/// late chunking it holds the whole group, and a group is found whole or not at all.</para>
/// <para>Not cached, because equal keys could mean different vectors: inputs given by address, PDFs, unknown contents, options with a
/// raw-representation factory. Such calls go to the inner generator.</para>
/// <para>What was embedded before a failure or a cancellation is kept. A cache that cannot be read or written costs a warning, not the call.</para>
/// <para>Usage is what the inner call cost; the count <c>cached_items</c> says how many inputs cost nothing. Safe for concurrent use when the inner generator is.</para>
/// </remarks>
public sealed class CachingEmbeddingGenerator<TInput, TEmbedding> : DelegatingEmbeddingGenerator<TInput, TEmbedding>
    where TEmbedding : Embedding
{
    private readonly IEmbeddingCache _cache;
    private readonly CachingOptions _options;
    private readonly ILogger _logger;

    /// <summary>Wraps a generator.</summary>
    /// <param name="innerGenerator">The generator; disposed with this one.</param>
    /// <param name="cache">The cache; shared, and not disposed with this generator.</param>
    /// <param name="options">How; null for the defaults. Read once.</param>
    /// <param name="logger">Where a cache that fails is reported; null for nowhere.</param>
    public CachingEmbeddingGenerator(
        IEmbeddingGenerator<TInput, TEmbedding> innerGenerator, IEmbeddingCache cache, CachingOptions? options = null, ILogger? logger = null)
        : base(innerGenerator)
    {
        ArgumentNullException.ThrowIfNull(cache);
        _cache = cache;
        _options = (options ?? new CachingOptions()).Snapshot();
        _logger = logger ?? NullLogger.Instance;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The generator does not name its model, so that keys of two models could be equal.</exception>
    public override async Task<GeneratedEmbeddings<TEmbedding>> GenerateAsync(
        IEnumerable<TInput> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var inputs = EmbeddingInputs.ToList(values);
        if (inputs.Count == 0) return EmbeddingInputs.None<TEmbedding>();
        var call = EmbeddingCall.Read(options);
        var cut = SizeToCut(call);
        if (cut is not null)
        {
            call = call with { Dimensions = null };
            options = options!.Clone();
            options.Dimensions = null;
        }
        var keys = inputs.Any(EmbeddingInputs.IsMany) ? null : EmbeddingKeyBuilder.Build(_options.KeyPrefix, typeof(TEmbedding).ToString(), ResolveProfile(call), call, options, inputs);
        var results = keys is null
            ? await base.GenerateAsync(inputs, options, cancellationToken).ConfigureAwait(false)
            : await GenerateAsync(inputs, keys, call, options, cancellationToken).ConfigureAwait(false);
        return cut is { } dimensions ? Cut(results, dimensions, call.Normalized ?? true) : results;
    }

    private async Task<GeneratedEmbeddings<TEmbedding>> GenerateAsync(
        IReadOnlyList<TInput> inputs, EmbeddingCacheKey[] keys, EmbeddingCall call, EmbeddingGenerationOptions? options, CancellationToken cancellationToken)
    {
        var found = await LookUpAsync(keys, call.LateChunking is true, cancellationToken).ConfigureAwait(false);
        var missing = new List<int>();
        for (var i = 0; i < found.Length; i++)
            if (found[i] is null) missing.Add(i);
        Report(keys.Length - missing.Count, missing.Count);
        if (missing.Count == 0) return Collect(found!, null, keys.Length);

        GeneratedEmbeddings<TEmbedding> answer;
        try
        {
            answer = await base.GenerateAsync(missing.Count == inputs.Count ? inputs : [.. missing.Select(i => inputs[i])], options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            foreach (var (item, embedding) in PartialEmbeddings.Of(exception)) found[missing[item]] = embedding as TEmbedding;
            await StoreAsync(missing, keys, found).ConfigureAwait(false);
            var completed = new Dictionary<int, Embedding>();
            for (var i = 0; i < found.Length; i++)
                if (found[i] is { } embedding) completed[i] = embedding;
            PartialEmbeddings.Throw(exception, missing, inputs.Count, completed, wrapAlways: false);
            throw;
        }
        PartialEmbeddings.CheckCount(missing.Count, answer.Count);
        for (var i = 0; i < missing.Count; i++) found[missing[i]] = answer[i];
        await StoreAsync(missing, keys, found).ConfigureAwait(false);
        return Collect(found!, answer, keys.Length - missing.Count);
    }

    private async Task<TEmbedding?[]> LookUpAsync(EmbeddingCacheKey[] keys, bool wholeOnly, CancellationToken cancellationToken)
    {
        var found = new TEmbedding?[keys.Length];
        try
        {
            var entries = await _cache.GetAsync(keys, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < found.Length; i++)
                found[i] = entries[i] is { } bytes ? EmbeddingCodec.Decode(bytes.Span) as TEmbedding : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.CacheReadFailed(_logger, exception);
            Array.Clear(found);
        }
        if (wholeOnly && Array.IndexOf(found, null) >= 0) Array.Clear(found);
        return found;
    }

    // Not cancellable: what was paid for is kept.
    private async Task StoreAsync(List<int> places, EmbeddingCacheKey[] keys, TEmbedding?[] embeddings)
    {
        var entries = new List<KeyValuePair<EmbeddingCacheKey, ReadOnlyMemory<byte>>>(places.Count);
        foreach (var i in places)
            if (embeddings[i] is { } embedding) entries.Add(new(keys[i], EmbeddingCodec.Encode(embedding)));
        if (entries.Count == 0) return;
        try
        {
            await _cache.SetAsync(entries, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.CacheWriteFailed(_logger, exception);
        }
    }

    private static GeneratedEmbeddings<TEmbedding> Collect(TEmbedding[] embeddings, GeneratedEmbeddings<TEmbedding>? answer, int cachedCount)
    {
        var usage = new UsageDetails();
        if (answer?.Usage is { } paid) usage.Add(paid);
        else if (answer is null) usage.InputTokenCount = usage.TotalTokenCount = 0;
        usage.AdditionalCounts ??= [];
        usage.AdditionalCounts["cached_items"] = usage.AdditionalCounts.TryGetValue("cached_items", out var inner) ? inner + cachedCount : cachedCount;
        return new GeneratedEmbeddings<TEmbedding>(embeddings) { Usage = usage, AdditionalProperties = answer?.AdditionalProperties };
    }

    private void Report(int hits, int misses)
    {
        Log.CacheLookedUp(_logger, hits, hits + misses);
        if (hits > 0) JinaDiagnostics.CacheLookups.Add(hits, new KeyValuePair<string, object?>(GenAiConventions.CacheResult, GenAiConventions.CacheResultHit));
        if (misses > 0) JinaDiagnostics.CacheLookups.Add(misses, new KeyValuePair<string, object?>(GenAiConventions.CacheResult, GenAiConventions.CacheResultMiss));
    }

    private EmbeddingProfile ResolveProfile(EmbeddingCall call)
    {
        var profile = EmbeddingProfileResolver.Resolve(InnerGenerator, call);
        if (profile.Model.Length == 0 && _options.KeyPrefix.Length == 0)
            throw new InvalidOperationException(
                $"The generator does not name its model, so cached vectors of two models could be mixed up. Set the options' ModelId, or {nameof(CachingOptions)}.{nameof(CachingOptions.KeyPrefix)}.");
        return profile;
    }

    // The size to cut full vectors to, where the option is on and the model was trained for it.
    private int? SizeToCut(EmbeddingCall call)
    {
        if (!_options.CutFromFullSize || call.Dimensions is not { } dimensions || call.ReturnMultiVector is true || typeof(TEmbedding) != typeof(Embedding<float>)) return null;
        if (call.EmbeddingType is not (null or EmbeddingType.Float)) return null;
        var card = ModelCatalog.Find(EmbeddingProfileResolver.Resolve(InnerGenerator, call).Model);
        return card is { MatryoshkaDimensions.Count: > 0, MultiVector: not MultiVectorSupport.Always } && dimensions > 0 && dimensions < card.Dimensions ? dimensions : null;
    }

    private static GeneratedEmbeddings<TEmbedding> Cut(GeneratedEmbeddings<TEmbedding> results, int dimensions, bool normalized)
    {
        for (var i = 0; i < results.Count; i++)
        {
            var full = (Embedding<float>)(Embedding)results[i];
            if (full.Vector.IsEmpty) continue; // a blank input, which has no vector of any size
            if (full.Vector.Length < dimensions)
                throw new JinaException($"The inner generator gave a vector of {full.Vector.Length} dimensions, which cannot be cut to {dimensions}.") { Code = "dimensions_mismatch" };
            var vector = normalized ? VectorMath.TruncateAndNormalize(full.Vector.Span, dimensions) : full.Vector[..dimensions].ToArray();
            results[i] = (TEmbedding)(Embedding)new Embedding<float>(vector) { ModelId = full.ModelId, CreatedAt = full.CreatedAt, AdditionalProperties = full.AdditionalProperties };
        }
        return results;
    }
}
