using JinaSharp.Embeddings;
using JinaSharp.Middleware;
using Microsoft.Extensions.AI;

namespace JinaSharp;

/// <summary>Splits a call of many inputs into inner calls of a bounded number of inputs and tokens, and joins the answers in order.</summary>
/// <typeparam name="TInput">The input.</typeparam>
/// <typeparam name="TEmbedding">The embedding.</typeparam>
/// <remarks>
/// <para>When an inner call fails, no new one starts, running ones end, and <see cref="EmbeddingBatchException"/> names the items and carries what is done.</para>
/// <para>A call with late chunking is one document and is never split. A PDF, which gives one embedding a page, goes alone.</para>
/// <para>Usage is the sum over the inner calls. Safe for concurrent use when the inner generator is.</para>
/// </remarks>
public sealed class BatchingEmbeddingGenerator<TInput, TEmbedding> : DelegatingEmbeddingGenerator<TInput, TEmbedding>
    where TEmbedding : Embedding
{
    private readonly BatchingOptions _options;

    /// <summary>Wraps a generator.</summary>
    /// <param name="innerGenerator">The generator; disposed with this one.</param>
    /// <param name="options">How to split; null for the defaults. Read once.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is below 1.</exception>
    public BatchingEmbeddingGenerator(IEmbeddingGenerator<TInput, TEmbedding> innerGenerator, BatchingOptions? options = null)
        : base(innerGenerator)
    {
        _options = (options ?? new BatchingOptions()).Snapshot();
    }

    /// <inheritdoc/>
    public override async Task<GeneratedEmbeddings<TEmbedding>> GenerateAsync(
        IEnumerable<TInput> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var inputs = EmbeddingInputs.ToList(values);
        if (inputs.Count == 0) return EmbeddingInputs.None<TEmbedding>();
        var batches = EmbeddingCall.Read(options).LateChunking is true ? [new Range(0, inputs.Count)] : Split(inputs);
        if (batches.Count == 1) return await base.GenerateAsync(inputs, options, cancellationToken).ConfigureAwait(false);

        var answers = new GeneratedEmbeddings<TEmbedding>?[batches.Count];
        var failures = new Exception?[batches.Count];
        var next = -1;
        var failed = false;
        var workers = new Task[Math.Min(_options.MaxConcurrency, batches.Count)];
        for (var i = 0; i < workers.Length; i++) workers[i] = WorkAsync();
        await Task.WhenAll(workers).ConfigureAwait(false);
        var firstFailure = Array.FindIndex(failures, failure => failure is not null);
        if (firstFailure >= 0) ThrowFailure(batches, answers, failures, firstFailure, inputs.Count);
        return Join(answers!, inputs.Count);

        async Task WorkAsync()
        {
            while (!Volatile.Read(ref failed) && Interlocked.Increment(ref next) is var batch && batch < batches.Count)
            {
                try
                {
                    answers[batch] = await GenerateBatchAsync(inputs, batches[batch], options, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception exception) when (exception is not OutOfMemoryException)
                {
                    failures[batch] = exception;
                    Volatile.Write(ref failed, true);
                }
            }
        }
    }

    private async Task<GeneratedEmbeddings<TEmbedding>> GenerateBatchAsync(
        IReadOnlyList<TInput> inputs, Range range, EmbeddingGenerationOptions? options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var batch = new TInput[range.End.Value - range.Start.Value];
        for (var i = 0; i < batch.Length; i++) batch[i] = inputs[range.Start.Value + i];
        var answer = await base.GenerateAsync(batch, options, cancellationToken).ConfigureAwait(false);
        if (!EmbeddingInputs.IsMany(batch[0])) PartialEmbeddings.CheckCount(batch.Length, answer.Count);
        return answer;
    }

    private List<Range> Split(IReadOnlyList<TInput> inputs)
    {
        var batches = new List<Range>();
        var start = 0;
        long tokens = 0;
        for (var i = 0; i < inputs.Count; i++)
        {
            var alone = EmbeddingInputs.IsMany(inputs[i]);
            var own = _options.MaxTokens is null ? 0 : EmbeddingInputs.EstimateTokens(inputs[i], _options.TokenCounter);
            if (i > start && (alone || i - start == _options.MaxItems || tokens + own > _options.MaxTokens)) Close(i);
            tokens += own;
            if (alone) Close(i + 1);
        }
        if (start < inputs.Count) Close(inputs.Count);
        return batches;

        void Close(int end)
        {
            batches.Add(new Range(start, end));
            start = end;
            tokens = 0;
        }
    }

    private static GeneratedEmbeddings<TEmbedding> Join(GeneratedEmbeddings<TEmbedding>[] answers, int count)
    {
        var joined = new GeneratedEmbeddings<TEmbedding>(count) { AdditionalProperties = answers[0].AdditionalProperties };
        foreach (var answer in answers)
        {
            joined.AddRange(answer);
            if (answer.Usage is not { } usage) continue;
            joined.Usage ??= new UsageDetails();
            joined.Usage.Add(usage);
        }
        return joined;
    }

    private static void ThrowFailure(List<Range> batches, GeneratedEmbeddings<TEmbedding>?[] answers, Exception?[] failures, int first, int itemCount)
    {
        var completed = new Dictionary<int, Embedding>();
        for (var i = 0; i < batches.Count; i++)
        {
            var start = batches[i].Start.Value;
            // The pages of a PDF have no position of their own.
            if (answers[i] is { } answer && answer.Count == batches[i].End.Value - start)
                for (var j = 0; j < answer.Count; j++) completed[start + j] = answer[j];
            if (failures[i] is { } failure)
                foreach (var (item, embedding) in PartialEmbeddings.Of(failure)) completed[start + item] = embedding;
        }
        var range = batches[first];
        int[] positions = [.. Enumerable.Range(range.Start.Value, range.End.Value - range.Start.Value)];
        PartialEmbeddings.Throw(failures[first]!, positions, itemCount, completed, wrapAlways: true);
    }
}
