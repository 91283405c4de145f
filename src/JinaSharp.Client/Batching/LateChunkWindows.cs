using JinaSharp.Client.Embeddings;

namespace JinaSharp.Client.Batching;

/// <summary>Cuts the chunks of one document into windows that fit the model's context.</summary>
/// <remarks>
/// Neighbouring windows share about a quarter of their tokens; a shared chunk is taken from the window in which it stands further from the edge,
/// so that every chunk sees context on both sides. A document that fits is one window.
/// </remarks>
internal static class LateChunkWindows
{
    /// <param name="chunks">The chunks, in the document's order.</param>
    /// <param name="tokens">The most tokens of a window.</param>
    /// <param name="items">The most chunks of a window.</param>
    /// <param name="correct">Turns guessed tokens into likely ones.</param>
    public static List<EmbeddingBatch> Plan(IReadOnlyList<EmbeddingInput> chunks, long tokens, int items, Func<long, long> correct)
    {
        List<(int Start, int End)> windows = [];
        for (var start = 0; start < chunks.Count;)
        {
            var end = Fill(chunks, start, tokens, items, correct);
            windows.Add((start, end));
            if (end == chunks.Count) break;
            // The next window begins where a quarter of this one's tokens is left, and always makes headway.
            var back = end;
            long shared = 0;
            while (back - 1 > start && correct(shared + chunks[back - 1].RawTokens) <= tokens / 4) shared += chunks[--back].RawTokens;
            start = Fill(chunks, back, tokens, items, correct) > end ? back : end;
        }
        List<EmbeddingBatch> batches = new(windows.Count);
        for (var i = 0; i < windows.Count; i++)
        {
            var (start, end) = windows[i];
            var from = i == 0 ? start : Middle(windows[i - 1].End, start);
            var to = i == windows.Count - 1 ? end : Middle(end, windows[i + 1].Start);
            batches.Add(EmbeddingBatch.Window(chunks.Skip(start).Take(end - start), from - start, to - start));
        }
        return batches;
    }

    /// <summary>The first chunk of a shared stretch that is taken from the later window.</summary>
    private static int Middle(int earlierEnd, int laterStart) => (earlierEnd + laterStart + 1) / 2;

    private static int Fill(IReadOnlyList<EmbeddingInput> chunks, int start, long tokens, int items, Func<long, long> correct)
    {
        var end = start;
        long sum = 0;
        while (end < chunks.Count && end - start < items && (end == start || correct(sum + chunks[end].RawTokens) <= tokens)) sum += chunks[end++].RawTokens;
        return end;
    }
}
