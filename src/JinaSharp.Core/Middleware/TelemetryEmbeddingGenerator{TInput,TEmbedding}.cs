using System.Diagnostics;
using JinaSharp.Diagnostics;
using JinaSharp.Embeddings;
using JinaSharp.Middleware;
using Microsoft.Extensions.AI;

namespace JinaSharp;

/// <summary>Emits a span and two measurements for each call, by the OpenTelemetry conventions for generative AI, from <see cref="JinaDiagnostics.Name"/>.</summary>
/// <typeparam name="TInput">The input.</typeparam>
/// <typeparam name="TEmbedding">The embedding.</typeparam>
/// <remarks>Input text is never emitted. Costs nothing where nobody listens. Safe for concurrent use when the inner generator is.</remarks>
public sealed class TelemetryEmbeddingGenerator<TInput, TEmbedding> : DelegatingEmbeddingGenerator<TInput, TEmbedding>
    where TEmbedding : Embedding
{
    private readonly EmbeddingGeneratorMetadata? _metadata;

    /// <summary>Wraps a generator.</summary>
    /// <param name="innerGenerator">The generator; disposed with this one.</param>
    public TelemetryEmbeddingGenerator(IEmbeddingGenerator<TInput, TEmbedding> innerGenerator)
        : base(innerGenerator)
    {
        _metadata = innerGenerator.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata;
    }

    /// <inheritdoc/>
    public override async Task<GeneratedEmbeddings<TEmbedding>> GenerateAsync(
        IEnumerable<TInput> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var source = JinaDiagnostics.Source;
        if (!source.HasListeners() && !JinaDiagnostics.OperationDuration.Enabled && !JinaDiagnostics.TokenUsage.Enabled)
            return await base.GenerateAsync(values, options, cancellationToken).ConfigureAwait(false);

        var inputs = EmbeddingInputs.ToList(values);
        var call = EmbeddingCall.Read(options);
        var profile = EmbeddingProfileResolver.Resolve(InnerGenerator, call);
        using var activity = source.StartActivity(
            profile.Model.Length == 0 ? GenAiConventions.OperationEmbeddings : $"{GenAiConventions.OperationEmbeddings} {profile.Model}", ActivityKind.Client);
        Describe(activity, profile, call, inputs.Count);
        var started = Stopwatch.GetTimestamp();
        Exception? error = null;
        GeneratedEmbeddings<TEmbedding>? results = null;
        try
        {
            results = await base.GenerateAsync(inputs, options, cancellationToken).ConfigureAwait(false);
            return results;
        }
        catch (Exception exception)
        {
            error = exception;
            throw;
        }
        finally
        {
            Finish(activity, profile, results, error, Stopwatch.GetElapsedTime(started));
        }
    }

    private void Describe(Activity? activity, EmbeddingProfile profile, EmbeddingCall call, int inputCount)
    {
        if (activity is not { IsAllDataRequested: true }) return;
        activity.SetTag(GenAiConventions.OperationName, GenAiConventions.OperationEmbeddings);
        activity.SetTag(GenAiConventions.ProviderName, _metadata?.ProviderName);
        activity.SetTag(GenAiConventions.RequestModel, profile.Model.Length == 0 ? null : profile.Model);
        activity.SetTag(GenAiConventions.RequestTask, call.Task?.Value);
        activity.SetTag(GenAiConventions.RequestInputCount, inputCount);
        if (call.Dimensions is { } dimensions) activity.SetTag(GenAiConventions.EmbeddingsDimensionCount, dimensions);
        if (_metadata?.ProviderUri is not { } address) return;
        activity.SetTag(GenAiConventions.ServerAddress, address.Host);
        activity.SetTag(GenAiConventions.ServerPort, address.Port);
    }

    private void Finish(Activity? activity, EmbeddingProfile profile, GeneratedEmbeddings<TEmbedding>? results, Exception? error, TimeSpan elapsed)
    {
        var tags = new TagList
        {
            { GenAiConventions.OperationName, GenAiConventions.OperationEmbeddings },
            { GenAiConventions.ProviderName, _metadata?.ProviderName },
            { GenAiConventions.RequestModel, profile.Model },
        };
        if (results?.Usage?.InputTokenCount is { } tokens)
        {
            activity?.SetTag(GenAiConventions.UsageInputTokens, tokens);
            var tokenTags = tags;
            tokenTags.Add(GenAiConventions.TokenType, GenAiConventions.TokenTypeInput);
            JinaDiagnostics.TokenUsage.Record(tokens, tokenTags);
        }
        if (results is [var first, ..])
        {
            activity?.SetTag(GenAiConventions.EmbeddingsDimensionCount, first.Dimensions);
            if (first.ModelId is { } answered) activity?.SetTag(GenAiConventions.ResponseModel, answered);
        }
        if (error is not null)
        {
            var type = (error as JinaException)?.Code ?? error.GetType().FullName;
            tags.Add(GenAiConventions.ErrorType, type);
            activity?.SetTag(GenAiConventions.ErrorType, type);
            activity?.SetStatus(ActivityStatusCode.Error);
        }
        JinaDiagnostics.OperationDuration.Record(elapsed.TotalSeconds, tags);
    }
}
