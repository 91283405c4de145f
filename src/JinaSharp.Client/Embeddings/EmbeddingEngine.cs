using System.Net;
using JinaSharp.Client.Batching;
using JinaSharp.Client.Http;

namespace JinaSharp.Client.Embeddings;

/// <summary>Runs the requests of one call: bounded concurrency, failures kept apart from successes, items at fault isolated on request.</summary>
internal sealed class EmbeddingEngine(JinaTransport transport, TokenEstimator estimator)
{
    /// <summary>The context of models that are not known.</summary>
    private const int UnknownContext = 8192;

    /// <summary>How much of the context late chunking fills by estimate; the rest is for the estimate's error.</summary>
    private const double ContextShare = 0.85;

    private readonly EmbeddingApi _api = new(transport, estimator);

    public JinaTransport Transport => transport;

    public TokenEstimator Estimator => estimator;

    public BatchLimits LimitsFor(EmbeddingSpec spec) => new(
        transport.Settings.MaxItemsPerRequest ?? spec.Card?.MaxItemsPerRequest ?? JinaClientDefaults.MaxItemsPerRequest,
        transport.Settings.MaxTokensPerRequest,
        transport.Settings.MaxRequestBytes);

    public List<EmbeddingBatch> Plan(IEnumerable<EmbeddingInput> inputs, EmbeddingSpec spec)
    {
        var limits = LimitsFor(spec);
        if (spec.LateChunking == true)
            return LateChunkWindows.Plan([.. inputs.Where(static input => !input.IsBlank)], WindowTokens(spec), limits.Items, raw => estimator.Corrected(raw, spec.Model));
        var builder = new BatchBuilder(limits, raw => estimator.Corrected(raw, spec.Model));
        List<EmbeddingBatch> batches = [];
        foreach (var input in inputs)
            if (!input.IsBlank)
                builder.Add(input, batches);
        builder.Flush(batches);
        return batches;
    }

    /// <summary>Runs requests; everything that comes of them, but for cancellation, is in <paramref name="run"/>.</summary>
    public async Task RunAsync(IReadOnlyList<EmbeddingBatch> batches, EmbeddingRun run, EmbeddingSpec spec, CancellationToken cancellationToken)
    {
        var background = spec.Background ?? (batches.Count > 1 && !spec.IsQuery);
        if (batches.Count == 1)
        {
            await SendAsync(batches[0], run, spec, background, cancellationToken).ConfigureAwait(false);
            return;
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
                    run.Fail(batch.Kept, reason);
                    return;
                }
                if (await SendAsync(batch, run, spec, background, token).ConfigureAwait(false) is { } error)
                    Interlocked.CompareExchange(ref stopped, error, null);
            }).ConfigureAwait(false);
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
            if (Parts(batch, error, run, spec, aboutItems) is { } parts)
            {
                ClientLog.Halving(transport.Logger, "embeddings", batch.Items.Count, error.Code);
                JinaException? fatal = null;
                foreach (var part in parts)
                    if (fatal is null) fatal = await SendAsync(part, run, spec, background, cancellationToken).ConfigureAwait(false);
                    else run.Fail(part.Kept, fatal); // not sent, but not forgotten either
                return fatal;
            }
            run.Fail(batch.Kept, Located(error, batch));
            return aboutItems && spec.Isolate ? null : error;
        }
        catch (JinaException error)
        {
            run.Fail(batch.Kept, error);
            return error;
        }
    }

    private static long WindowTokens(EmbeddingSpec spec) => (long)((spec.Card?.ContextLength ?? UnknownContext) * ContextShare);

    /// <summary>What to send in place of a refused request; null where it stays refused.</summary>
    private static IEnumerable<EmbeddingBatch>? Parts(EmbeddingBatch batch, JinaApiException error, EmbeddingRun run, EmbeddingSpec spec, bool aboutItems)
    {
        if (batch.Items.Count < 2 || !aboutItems) return null;
        if (spec.LateChunking != true) return spec.Isolate ? Split(batch, error, run) : null;
        // The estimate was too low for the context: smaller windows of the same chunks, of which the same are taken.
        if (error.Code != "INPUT_TOKEN_LIMIT_EXCEEDED") return null;
        var kept = batch.Kept.Select(static input => input.Index).ToHashSet();
        return LateChunkWindows.Plan(batch.Items, batch.RawTokens / 2, Math.Max(1, batch.Items.Count - 1), static raw => raw)
            .Select(window =>
            {
                var first = window.Items.FindIndex(window.KeepFrom, window.KeepTo - window.KeepFrom, input => kept.Contains(input.Index));
                var last = window.Items.FindLastIndex(window.KeepTo - 1, window.KeepTo - window.KeepFrom, input => kept.Contains(input.Index));
                return first < 0 ? null : EmbeddingBatch.Window(window.Items, first, last + 1);
            })
            .OfType<EmbeddingBatch>();
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
