using JinaSharp.Middleware;
using Microsoft.Extensions.AI;

namespace JinaSharp;

/// <summary>Holds calls back so that a number of calls and of tokens a minute is kept.</summary>
/// <typeparam name="TInput">The input.</typeparam>
/// <typeparam name="TEmbedding">The embedding.</typeparam>
/// <remarks>
/// <para>A minute's worth may go at once; after that, calls go evenly, in the order in which they came. A call of more tokens than a minute's worth waits longer and goes.</para>
/// <para>Put it inside of batching, so that it sees requests and not whole calls, and inside of caching, so that what is found waits for nothing.
/// The Jina API client limits itself; this is for other services. Safe for concurrent use when the inner generator is.</para>
/// </remarks>
public sealed class RateLimitingEmbeddingGenerator<TInput, TEmbedding> : DelegatingEmbeddingGenerator<TInput, TEmbedding>
    where TEmbedding : Embedding
{
    private readonly ITokenCounter? _counter;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly RateBucket? _calls;
    private readonly RateBucket? _tokens;

    /// <summary>Wraps a generator.</summary>
    /// <param name="innerGenerator">The generator; disposed with this one.</param>
    /// <param name="options">The limits. Read once.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is below 1.</exception>
    public RateLimitingEmbeddingGenerator(IEmbeddingGenerator<TInput, TEmbedding> innerGenerator, RateLimitOptions options, TimeProvider? timeProvider = null)
        : base(innerGenerator)
    {
        ArgumentNullException.ThrowIfNull(options);
        var limits = options.Snapshot();
        _counter = limits.TokenCounter;
        _time = timeProvider ?? TimeProvider.System;
        _calls = limits.CallsPerMinute is { } calls ? new RateBucket(calls, _time) : null;
        _tokens = limits.TokensPerMinute is { } tokens ? new RateBucket(tokens, _time) : null;
    }

    /// <inheritdoc/>
    public override async Task<GeneratedEmbeddings<TEmbedding>> GenerateAsync(
        IEnumerable<TInput> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var inputs = EmbeddingInputs.ToList(values);
        if (inputs.Count == 0) return EmbeddingInputs.None<TEmbedding>();
        var estimate = _tokens is null ? 0 : inputs.Sum(input => (long)EmbeddingInputs.EstimateTokens(input, _counter));
        await WaitAsync(estimate, cancellationToken).ConfigureAwait(false);
        var results = await base.GenerateAsync(inputs, options, cancellationToken).ConfigureAwait(false);
        if (results.Usage?.TotalTokenCount is { } used)
            lock (_lock) _tokens?.GiveBack(estimate - used);
        return results;
    }

    private async Task WaitAsync(long tokens, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TimeSpan wait;
        lock (_lock)
        {
            wait = _calls?.Take(1) ?? TimeSpan.Zero;
            if (_tokens?.Take(tokens) is { } forTokens && forTokens > wait) wait = forTokens;
        }
        if (wait <= TimeSpan.Zero) return;
        try
        {
            await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                _calls?.GiveBack(1);
                _tokens?.GiveBack(tokens);
            }
            throw;
        }
    }
}
