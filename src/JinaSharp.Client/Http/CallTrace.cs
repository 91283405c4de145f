using System.Diagnostics;
using JinaSharp.Diagnostics;

namespace JinaSharp.Client.Http;

/// <summary>The span and the measurements of one call of the API. No text and no key is in them; the address has no path, which may hold the caller's.</summary>
/// <remarks>Duration and tokens of embeddings are measured around the generator (<see cref="TelemetryEmbeddingGenerator{TInput, TEmbedding}"/>), so not here too.</remarks>
internal readonly struct CallTrace : IDisposable
{
    private readonly CallState _state;
    private readonly Activity? _activity;

    private CallTrace(CallState state, Activity? activity) => (_state, _activity) = (state, activity);

    public static CallTrace Start(CallState state, ClientSettings settings)
    {
        var call = state.Call;
        if (!JinaDiagnostics.Source.HasListeners()) return new CallTrace(state, null);
        var activity = JinaDiagnostics.Source.StartActivity(call.Model is null ? $"jina {call.Operation}" : $"jina {call.Operation} {call.Model}", ActivityKind.Client);
        if (activity is not { IsAllDataRequested: true }) return new CallTrace(state, activity);
        var root = settings.RootOf(call.Service);
        activity.SetTag(GenAiConventions.OperationName, call.Operation);
        activity.SetTag(GenAiConventions.ProviderName, "jina");
        activity.SetTag(GenAiConventions.RequestModel, call.Model);
        activity.SetTag(GenAiConventions.RequestTag, call.Tag);
        activity.SetTag(GenAiConventions.ServerAddress, root.Host);
        activity.SetTag(GenAiConventions.ServerPort, root.Port);
        return new CallTrace(state, activity);
    }

    public static void Retrying(CallState state, TimeSpan delay, string? code)
    {
        JinaDiagnostics.Retries.Add(1, new KeyValuePair<string, object?>(GenAiConventions.OperationName, state.Call.Operation), new(GenAiConventions.ErrorType, code));
        Activity.Current?.AddEvent(new ActivityEvent(
            GenAiConventions.RetryEvent,
            tags: new ActivityTagsCollection { { GenAiConventions.ErrorType, code }, { GenAiConventions.RetryDelaySeconds, delay.TotalSeconds } }));
    }

    public void Fail(Exception exception)
    {
        if (_activity is null) return;
        _activity.SetTag(GenAiConventions.ErrorType, (exception as JinaException)?.Code ?? exception.GetType().FullName);
        _activity.SetStatus(ActivityStatusCode.Error);
    }

    public void Dispose()
    {
        var operation = new KeyValuePair<string, object?>(GenAiConventions.OperationName, _state.Call.Operation);
        JinaDiagnostics.QueueDuration.Record(_state.Queued.TotalSeconds, operation);
        if (_state.Call.Operation != GenAiConventions.OperationEmbeddings)
        {
            JinaDiagnostics.OperationDuration.Record((_state.Spent + _state.Queued).TotalSeconds, operation);
            if (_state.Tokens is { } tokens) JinaDiagnostics.TokenUsage.Record(tokens, operation);
        }
        if (_activity is null) return;
        _activity.SetTag(GenAiConventions.RequestAttempts, _state.Attempt);
        _activity.SetTag(GenAiConventions.QueueSeconds, _state.Queued.TotalSeconds);
        if (_state.Tokens is { } charged) _activity.SetTag(GenAiConventions.UsageInputTokens, charged);
        _activity.Dispose();
    }
}
