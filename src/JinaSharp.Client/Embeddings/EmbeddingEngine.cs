using System.Net;
using JinaSharp.Client.Batching;
using JinaSharp.Client.Http;

namespace JinaSharp.Client.Embeddings;

/// <summary>Runs the requests of one call: bounded concurrency, failures kept apart from successes, items at fault isolated on request.</summary>
internal sealed class EmbeddingEngine(JinaTransport transport, TokenEstimator estimator)
{
    private readonly EmbeddingApi _api = new(transport, estimator);

    public BatchLimits LimitsFor(EmbeddingSpec spec) => new(
        transport.Settings.MaxItemsPerRequest ?? spec.Card?.MaxItemsPerRequest ?? JinaClientDefaults.MaxItemsPerRequest,
        transport.Settings.MaxTokensPerRequest,
        transport.Settings.MaxRequestBytes);

    public List<EmbeddingBatch> Plan(IEnumerable<EmbeddingInput> inputs, EmbeddingSpec spec)
    {
        var builder = new BatchBuilder(LimitsFor(spec), raw => estimator.Corrected(raw, spec.Model));
        List<EmbeddingBatch> batches = [];
        foreach (var input in inputs)
            if (!input.IsBlank)
                builder.Add(input, batches);
        builder.Flush(batches);
        return batches;
    }

    public async Task<EmbeddingRun> RunAsync(IReadOnlyList<EmbeddingBatch> batches, int inputCount, EmbeddingSpec spec, CancellationToken cancellationToken)
    {
        var run = new EmbeddingRun(inputCount);
        var background = spec.Background ?? (batches.Count > 1 && !spec.IsQuery);
        if (batches.Count == 1)
        {
            await SendAsync(batches[0], run, spec, background, cancellationToken).ConfigureAwait(false);
            return run;
        }
        // The first failure that is not about single items ends the rest: it would only fail, and be charged, again.
        JinaException? stopped = null;
        await Parallel.ForEachAsync(
            batches,
            new ParallelOptions { MaxDegreeOfParallelism = transport.Settings.MaxConcurrency, CancellationToken = cancellationToken },
            async (batch, token) =>
            {
                if (Volatile.Read(ref stopped) is { } reason)
                {
                    run.Fail(batch.Items, reason);
                    return;
                }
                if (await SendAsync(batch, run, spec, background, token).ConfigureAwait(false) is { } error)
                    Interlocked.CompareExchange(ref stopped, error, null);
            }).ConfigureAwait(false);
        return run;
    }

    /// <summary>Sends one request and records what came of it.</summary>
    /// <returns>The error, if it is one that further requests would meet too.</returns>
    public async Task<JinaException?> SendAsync(EmbeddingBatch batch, EmbeddingRun run, EmbeddingSpec spec, bool background, CancellationToken cancellationToken)
    {
        try
        {
            run.Add(batch, await _api.SendAsync(batch, spec, background, cancellationToken).ConfigureAwait(false));
            return null;
        }
        catch (JinaApiException error)
        {
            var aboutItems = IsAboutItems(error);
            if (aboutItems && spec.Isolate && spec.LateChunking != true && batch.Items.Count > 1)
            {
                ClientLog.Halving(transport.Logger, "embeddings", batch.Items.Count, error.Code);
                foreach (var part in Split(batch, error, run))
                    if (await SendAsync(part, run, spec, background, cancellationToken).ConfigureAwait(false) is { } fatal)
                        return fatal;
                return null;
            }
            run.Fail(batch.Items, Located(error, batch));
            return aboutItems && spec.Isolate ? null : error;
        }
    }

    /// <summary>Whether the refusal can be due to some of the items rather than to the request as a whole.</summary>
    private static bool IsAboutItems(JinaApiException error) =>
        error.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity
        && error.Code != "INPUT_MODEL_NOT_FOUND"
        && (error.FieldPath is null || error.FieldPath.Contains("input", StringComparison.Ordinal));

    /// <summary>The rest without the item that the error names, or two halves where it names none.</summary>
    private static IEnumerable<EmbeddingBatch> Split(EmbeddingBatch batch, JinaApiException error, EmbeddingRun run)
    {
        if (error.ItemIndex is { } bad && (uint)bad < (uint)batch.Items.Count)
        {
            run.Fail([batch.Items[bad]], WithItemIndex(error, batch.Items[bad].Index));
            return [EmbeddingBatch.Of(batch.Items.Where((_, i) => i != bad))];
        }
        var half = batch.Items.Count / 2;
        return [EmbeddingBatch.Of(batch.Items.Take(half)), EmbeddingBatch.Of(batch.Items.Skip(half))];
    }

    /// <summary>The error with the position in the caller's list in place of the position in the request.</summary>
    private static JinaApiException Located(JinaApiException error, EmbeddingBatch batch)
    {
        if (batch.Items.Count == 1 && IsAboutItems(error)) return WithItemIndex(error, batch.Items[0].Index);
        if (error.ItemIndex is { } index && (uint)index < (uint)batch.Items.Count) return WithItemIndex(error, batch.Items[index].Index);
        return error;
    }

    private static JinaApiException WithItemIndex(JinaApiException error, int index) =>
        new($"Input {index}: {error.Message}", error.InnerException)
        {
            Code = error.Code,
            IsTransient = error.IsTransient,
            StatusCode = error.StatusCode,
            RequestId = error.RequestId,
            RetryAfter = error.RetryAfter,
            FieldPath = error.FieldPath,
            RawBody = error.RawBody,
            ItemIndex = index,
        };
}
