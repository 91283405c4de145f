using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace JinaSharp.Client.Embeddings;

/// <summary>Embeds a stream of texts: memory holds only the requests in flight and those waiting to be given out in order.</summary>
internal sealed class EmbeddingStream(EmbeddingEngine engine, InputReader reader, EmbeddingGeneratorMetadata metadata)
{
    public IAsyncEnumerable<EmbeddingOutcome> RunAsync(IAsyncEnumerable<string> texts, EmbeddingGenerationOptions? options, CancellationToken cancellationToken) =>
        RunAsync((blocks, token) => BlocksAsync(texts, blocks, token), options, cancellationToken);

    public IAsyncEnumerable<EmbeddingOutcome> RunAsync(IEnumerable<string> texts, EmbeddingGenerationOptions? options, CancellationToken cancellationToken) =>
        RunAsync((blocks, _) => Blocks(texts, blocks).ToAsyncEnumerable(), options, cancellationToken);

    private async IAsyncEnumerable<EmbeddingOutcome> RunAsync(
        Func<StreamBlocks, CancellationToken, IAsyncEnumerable<StreamBlock>> source, EmbeddingGenerationOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Items at fault are always isolated: each gets its own outcome.
        var spec = EmbeddingSpecReader.Read(options, metadata, EmbeddingShapes.Float) with { Isolate = true };
        if (spec.LateChunking == true) throw new ArgumentException("A stream is no document: for late chunking give the chunks of one document to GenerateAsync.", nameof(options));
        var concurrency = engine.Transport.Settings.MaxConcurrency;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var slots = new SemaphoreSlim(concurrency);
        var running = new Queue<Task<StreamBlock>>();
        try
        {
            var blocks = new StreamBlocks(reader, engine.LimitsFor(spec), raw => engine.Estimator.Corrected(raw, spec.Model));
            await foreach (var block in source(blocks, stop.Token).ConfigureAwait(false))
            {
                running.Enqueue(SendAsync(block, spec, slots, stop.Token));
                // As many again may wait finished behind a slow one, no more.
                while (running.Count > 0 && (running.Count >= 2 * concurrency || running.Peek().IsCompleted))
                {
                    var done = await running.Dequeue().ConfigureAwait(false);
                    for (var i = 0; i < done.Count; i++) yield return done.Outcome(i, spec);
                }
            }
            while (running.TryDequeue(out var task))
            {
                var done = await task.ConfigureAwait(false);
                for (var i = 0; i < done.Count; i++) yield return done.Outcome(i, spec);
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            // Nothing of this stream outlives it, however it ends.
            foreach (Task task in running) await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async IAsyncEnumerable<StreamBlock> BlocksAsync(IAsyncEnumerable<string> texts, StreamBlocks blocks, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var text in texts.WithCancellation(cancellationToken).ConfigureAwait(false))
            if (blocks.Add(text) is { } block)
                yield return block;
        if (blocks.Finish() is { } last) yield return last;
    }

    // One asynchronous step a request, not one a text.
    private static IEnumerable<StreamBlock> Blocks(IEnumerable<string> texts, StreamBlocks blocks)
    {
        foreach (var text in texts)
            if (blocks.Add(text) is { } block)
                yield return block;
        if (blocks.Finish() is { } last) yield return last;
    }

    private async Task<StreamBlock> SendAsync(StreamBlock block, EmbeddingSpec spec, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        if (block.Batch is null) return block;
        await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var error = await engine.SendAsync(block.Batch, block.Run, spec, spec.Background ?? true, cancellationToken).ConfigureAwait(false);
            // A passing error that outlived its retries is the items' own; any other would meet the rest of the stream too.
            return error is null or { IsTransient: true } ? block : throw error;
        }
        finally
        {
            slots.Release();
        }
    }
}
