using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using JinaSharp.Client.Http;
using JinaSharp.Wire;

namespace JinaSharp.Client;

/// <summary>Batch jobs: many texts embedded by the service in its own time.</summary>
/// <remarks>Safe for concurrent use. Submitting is never repeated on its own, as a repetition could run the job twice.</remarks>
public sealed class JinaBatches
{
    private const int MaxInline = 10_000;
    private readonly JinaTransport _transport;

    internal JinaBatches(JinaTransport transport) => _transport = transport;

    /// <summary>Submits texts.</summary>
    /// <param name="inputs">1 to 10,000 texts with different ids.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the call, not the job.</param>
    /// <returns>The new job.</returns>
    public Task<BatchJobStatus> SubmitAsync(IReadOnlyList<BatchInput> inputs, BatchJobOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Count is < 1 or > MaxInline) throw new ArgumentException($"A job takes 1 to {MaxInline:N0} texts; there are {inputs.Count:N0}. For more, put them into a file and give its address.", nameof(inputs));
        if (inputs.Select(static input => input.Id).Distinct(StringComparer.Ordinal).Count() != inputs.Count) throw new ArgumentException("Two texts have the same id.", nameof(inputs));
        return SubmitAsync([.. inputs.Select(static input => new BatchLine { CustomId = input.Id, Body = new BatchLineBody { Input = input.Text } })], null, options, cancellationToken);
    }

    /// <summary>Submits a file of JSON lines.</summary>
    /// <param name="inputUrl">Its address, which the service can read.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the call, not the job.</param>
    /// <returns>The new job.</returns>
    public Task<BatchJobStatus> SubmitFileAsync(Uri inputUrl, BatchJobOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputUrl);
        return SubmitAsync(null, inputUrl.AbsoluteUri, options, cancellationToken);
    }

    /// <summary>Asks for a job's state.</summary>
    /// <param name="jobId">The job's id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The state.</returns>
    public Task<BatchJobStatus> GetAsync(string jobId, CancellationToken cancellationToken = default) => StatusAsync(HttpMethod.Get, jobId, cancellationToken);

    /// <summary>Cancels a job.</summary>
    /// <param name="jobId">The job's id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The state.</returns>
    public Task<BatchJobStatus> CancelAsync(string jobId, CancellationToken cancellationToken = default) => StatusAsync(HttpMethod.Delete, jobId, cancellationToken);

    /// <summary>Lists jobs, newest first as the service gives them.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The jobs.</returns>
    public Task<IReadOnlyList<BatchJobStatus>> ListAsync(int limit = 20, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return _transport.SendAsync(
            new ApiCall { Operation = "batch", Method = HttpMethod.Get, Path = $"v1/batches?limit={limit}" },
            static body => new Reply<IReadOnlyList<BatchJobStatus>>([.. ApiJson.Deserialize(body, JinaWireContext.Default.JsonElement).EnumerateArray().Select(Read)], null),
            cancellationToken);
    }

    /// <summary>Waits until a job has ended, well or not.</summary>
    /// <param name="jobId">The job's id.</param>
    /// <param name="interval">The time between two looks; null for 5 seconds.</param>
    /// <param name="cancellationToken">Stops the wait, not the job.</param>
    /// <returns>The last state.</returns>
    public async Task<BatchJobStatus> WaitAsync(string jobId, TimeSpan? interval = null, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var status = await GetAsync(jobId, cancellationToken).ConfigureAwait(false);
            if (status.HasEnded) return status;
            await Task.Delay(interval ?? TimeSpan.FromSeconds(5), _transport.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads a completed job's output line by line, then its failures; nothing is held in memory.</summary>
    /// <param name="jobId">The job's id.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>One item a text, in the order of the service.</returns>
    public async IAsyncEnumerable<BatchOutput> ReadOutputAsync(string jobId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var part in new[] { "output", "errors" })
        {
            var call = new ApiCall { Operation = "batch", Method = HttpMethod.Get, Path = $"{PathOf(jobId)}/{part}", Accept = "application/x-ndjson, application/json" };
            var reply = await _transport.OpenAsync(call, cancellationToken).ConfigureAwait(false);
            await using (reply.ConfigureAwait(false))
            {
                using var lines = new StreamReader(reply.Stream, Encoding.UTF8);
                while (await lines.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
                    if (line.Length > 0)
                        yield return BatchOutputReader.Read(line);
            }
        }
    }

    private Task<BatchJobStatus> SubmitAsync(IReadOnlyList<BatchLine>? lines, string? url, BatchJobOptions? options, CancellationToken cancellationToken)
    {
        options ??= new BatchJobOptions();
        if (options.Task is { } task && task.Contains('.', StringComparison.Ordinal)) throw new ArgumentException($"A batch job takes a task without a side, such as 'retrieval'; '{task}' was asked for.", nameof(options));
        if (options.Dimensions < 1) throw new ArgumentException($"Dimensions must be at least 1; it is {options.Dimensions}. Leave it null for the model's own.", nameof(options));
        if (options.Dimensions is { } dimensions && ModelCatalog.Find(options.Model) is { MaxDimensions: { } most } card && dimensions > most)
            throw new ArgumentException($"{card.Id} makes vectors of 1 to {most} dimensions; {dimensions} were asked for.", nameof(options));
        var request = new BatchRequest
        {
            Model = options.Model,
            Task = options.Task,
            Dimensions = options.Dimensions,
            Normalized = options.Normalized,
            WebhookUrl = options.WebhookUrl?.AbsoluteUri,
            InputUrl = url,
            Input = lines,
        };
        return _transport.SendAsync(
            new ApiCall { Operation = "batch", Path = "v1/batch/embeddings", Body = ApiJson.Serialize(request, JinaWireContext.Compact.BatchRequest), IsIdempotent = false, Model = options.Model },
            static body => new Reply<BatchJobStatus>(Read(ApiJson.Deserialize(body, JinaWireContext.Default.JsonElement)), null),
            cancellationToken);
    }

    private Task<BatchJobStatus> StatusAsync(HttpMethod method, string jobId, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            new ApiCall { Operation = "batch", Method = method, Path = PathOf(jobId) },
            static body => new Reply<BatchJobStatus>(Read(ApiJson.Deserialize(body, JinaWireContext.Default.JsonElement)), null),
            cancellationToken);

    private static string PathOf(string jobId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(jobId);
        return $"v1/batch/{Uri.EscapeDataString(jobId)}";
    }

    private static BatchJobStatus Read(JsonElement json)
    {
        json.TryGetProperty("stats", out var stats);
        return new BatchJobStatus
        {
            Id = json.Text("batch_id") ?? throw new JsonException("A job has no 'batch_id'."),
            State = json.Text("status") ?? throw new JsonException("A job has no 'status'."),
            Model = json.Text("model"),
            CreatedAt = json.Time("created_at"),
            CompletedAt = json.Time("completed_at"),
            ExpiresAt = json.Time("expires_at"),
            Error = json.Text("error"),
            Total = stats.Number("total"),
            Completed = stats.Number("completed"),
            Failed = stats.Number("failed"),
            Tokens = stats.Number("total_tokens"),
        };
    }
}
