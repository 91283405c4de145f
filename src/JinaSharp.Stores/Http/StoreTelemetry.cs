using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace JinaSharp.Stores.Http;

/// <summary>Spans and durations of store calls, named by the OpenTelemetry database conventions (semantic conventions 1.33, "db").</summary>
internal sealed class StoreTelemetry(string system, Uri endpoint)
{
    public const string StatusCode = "db.response.status_code";
    private const string SourceName = JinaDiagnostics.Name;

    private static readonly ActivitySource Source = new(SourceName);
    private static readonly Meter Meter = new(SourceName);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "db.client.operation.duration", "s", "Duration of a call of a vector store.");

    /// <summary>Runs one call of a collection or store inside its span.</summary>
    public async Task<T> RunAsync<T>(string operation, string? collection, Func<Task<T>> call, int? batchSize = null)
    {
        using var activity = Source.StartActivity(collection is null ? operation : $"{operation} {collection}", ActivityKind.Client);
        var started = Stopwatch.GetTimestamp();
        if (activity is not null)
        {
            foreach (var (name, value) in Tags(operation, collection)) activity.SetTag(name, value);
            if (batchSize is > 1) activity.SetTag("db.operation.batch.size", batchSize);
        }
        string? error = null;
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (StoreRequestException e)
        {
            error = e.Code;
            activity?.SetTag("error.type", error);
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw e.ToPublic();
        }
        catch (Exception e)
        {
            error = (e as JinaException)?.Code ?? e.GetType().FullName;
            activity?.SetTag("error.type", error);
            activity?.SetStatus(ActivityStatusCode.Error, e is JinaException ? e.Message : null);
            throw;
        }
        finally
        {
            if (Duration.Enabled)
            {
                var tags = new TagList();
                foreach (var (name, value) in Tags(operation, collection)) tags.Add(name, value);
                if (error is not null) tags.Add("error.type", error);
                Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, tags);
            }
        }
    }

    private IEnumerable<(string Name, object Value)> Tags(string operation, string? collection)
    {
        yield return ("db.system.name", system);
        yield return ("db.operation.name", operation);
        if (collection is not null) yield return ("db.collection.name", collection);
        yield return ("server.address", endpoint.Host);
        yield return ("server.port", endpoint.Port);
    }
}
