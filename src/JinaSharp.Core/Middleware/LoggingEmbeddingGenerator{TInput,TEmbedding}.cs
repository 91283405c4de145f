using System.Diagnostics;
using JinaSharp.Diagnostics;
using JinaSharp.Embeddings;
using JinaSharp.Middleware;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace JinaSharp;

/// <summary>Logs each call: its start, its end with time and tokens, and its failure.</summary>
/// <typeparam name="TInput">The input.</typeparam>
/// <typeparam name="TEmbedding">The embedding.</typeparam>
/// <remarks>Input text is logged only where asked for, and then only at Trace. Safe for concurrent use when the inner generator is.</remarks>
public sealed class LoggingEmbeddingGenerator<TInput, TEmbedding> : DelegatingEmbeddingGenerator<TInput, TEmbedding>
    where TEmbedding : Embedding
{
    private readonly ILogger _logger;
    private readonly bool _captureInput;

    /// <summary>Wraps a generator.</summary>
    /// <param name="innerGenerator">The generator; disposed with this one.</param>
    /// <param name="logger">Where to.</param>
    /// <param name="captureInput">Whether input text is logged at Trace.</param>
    public LoggingEmbeddingGenerator(IEmbeddingGenerator<TInput, TEmbedding> innerGenerator, ILogger logger, bool captureInput = false)
        : base(innerGenerator)
    {
        ArgumentNullException.ThrowIfNull(logger);
        _logger = logger;
        _captureInput = captureInput;
    }

    /// <inheritdoc/>
    public override async Task<GeneratedEmbeddings<TEmbedding>> GenerateAsync(
        IEnumerable<TInput> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var inputs = EmbeddingInputs.ToList(values);
        var call = EmbeddingCall.Read(options);
        var model = EmbeddingProfileResolver.Resolve(InnerGenerator, call).Model;
        Log.EmbeddingStarted(_logger, inputs.Count, model, call.Task?.Value);
        if (_captureInput && _logger.IsEnabled(LogLevel.Trace))
            for (var i = 0; i < inputs.Count; i++) Log.EmbeddingInput(_logger, i, EmbeddingInputs.Describe(inputs[i]));
        var started = Stopwatch.GetTimestamp();
        try
        {
            var results = await base.GenerateAsync(inputs, options, cancellationToken).ConfigureAwait(false);
            Log.EmbeddingFinished(_logger, inputs.Count, model, Elapsed(), results.Usage?.TotalTokenCount);
            return results;
        }
        catch (OperationCanceledException)
        {
            Log.EmbeddingCanceled(_logger, inputs.Count, model, Elapsed());
            throw;
        }
        catch (Exception exception)
        {
            Log.EmbeddingFailed(_logger, exception, inputs.Count, model, Elapsed());
            throw;
        }

        double Elapsed() => Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
