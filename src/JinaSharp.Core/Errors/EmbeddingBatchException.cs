using Microsoft.Extensions.AI;

namespace JinaSharp;

/// <summary>A part of an embedding call failed. Says which items, and carries the embeddings that were already made.</summary>
/// <remarks>Raised by the batching, de-duplicating and caching generators. <see cref="Exception.InnerException"/> is the cause; a caching generator keeps
/// what is <see cref="Completed"/>, so that the same call later asks only for the rest.</remarks>
public sealed class EmbeddingBatchException : JinaException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="itemIndices">The items that failed, as positions in the caller's own input, ascending; at least one.</param>
    /// <param name="itemCount">The number of items of the call.</param>
    /// <param name="completed">The embeddings that were made, by position in the caller's own input.</param>
    /// <param name="innerException">The cause.</param>
    public EmbeddingBatchException(IReadOnlyList<int> itemIndices, int itemCount, IReadOnlyDictionary<int, Embedding> completed, Exception innerException)
        : base(Describe(itemIndices, itemCount, completed, innerException), innerException)
    {
        ItemIndices = itemIndices;
        ItemCount = itemCount;
        Completed = completed;
        Code = (innerException as JinaException)?.Code;
        IsTransient = innerException is JinaException { IsTransient: true };
    }

    /// <summary>The items that failed, or were together in the request that failed, as positions in the caller's own input.</summary>
    public IReadOnlyList<int> ItemIndices { get; }

    /// <summary>The number of items of the call.</summary>
    public int ItemCount { get; }

    /// <summary>The embeddings that were made, by position in the caller's own input.</summary>
    public IReadOnlyDictionary<int, Embedding> Completed { get; }

    private static string Describe(IReadOnlyList<int> itemIndices, int itemCount, IReadOnlyDictionary<int, Embedding> completed, Exception innerException)
    {
        ArgumentNullException.ThrowIfNull(itemIndices);
        ArgumentNullException.ThrowIfNull(completed);
        ArgumentNullException.ThrowIfNull(innerException);
        var items = itemIndices.Count == 1 ? $"item {itemIndices[0]}" : $"items {itemIndices[0]} to {itemIndices[^1]}";
        return $"Embedding {items} of {itemCount} failed (items count from 0; {completed.Count} are done): {innerException.Message}";
    }
}
