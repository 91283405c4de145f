using System.Runtime.ExceptionServices;
using Microsoft.Extensions.AI;

namespace JinaSharp.Middleware;

/// <summary>What was embedded before a call failed, carried by its exception from inner generators to outer ones.</summary>
internal static class PartialEmbeddings
{
    // Cancellation keeps its type, so what was done travels beside it.
    private const string DataKey = "JinaSharp.CompletedEmbeddings";

    private static readonly Dictionary<int, Embedding> Nothing = [];

    /// <summary>The embeddings that were made before the exception, by position in the failed call.</summary>
    public static IReadOnlyDictionary<int, Embedding> Of(Exception exception) =>
        (exception as EmbeddingBatchException)?.Completed ?? exception.Data[DataKey] as IReadOnlyDictionary<int, Embedding> ?? Nothing;

    /// <summary>Raises the exception of a call that was made for some of the items of another.</summary>
    /// <param name="exception">What the call for some of the items raised.</param>
    /// <param name="positions">The position in the whole call of each of these items.</param>
    /// <param name="itemCount">The number of items of the whole call.</param>
    /// <param name="completed">What is done of the whole call.</param>
    /// <param name="wrapAlways">Whether an exception that names no item is wrapped too, to name them all.</param>
    public static void Throw(Exception exception, IReadOnlyList<int> positions, int itemCount, IReadOnlyDictionary<int, Embedding> completed, bool wrapAlways)
    {
        switch (exception)
        {
            case OperationCanceledException:
                exception.Data[DataKey] = completed;
                break;
            case EmbeddingBatchException batch:
                throw new EmbeddingBatchException([.. batch.ItemIndices.Select(item => positions[item])], itemCount, completed, batch.InnerException!);
            case JinaApiException { ItemIndex: { } item } when (uint)item < (uint)positions.Count:
                throw new EmbeddingBatchException([positions[item]], itemCount, completed, exception);
            default:
                if (wrapAlways) throw new EmbeddingBatchException(positions, itemCount, completed, exception);
                break;
        }
        ExceptionDispatchInfo.Throw(exception);
    }

    /// <summary>Refuses an answer that cannot be matched to its inputs.</summary>
    public static void CheckCount(int expected, int actual)
    {
        if (actual != expected)
            throw new JinaException($"The inner generator gave {actual} embeddings for {expected} inputs; they cannot be matched.") { Code = "count_mismatch" };
    }
}
