using JinaSharp.Stores.Embedded.Columns;

namespace JinaSharp.Stores.Embedded;

/// <summary>What can be worked out of a batch before its turn to be written comes: rows count from 0, for the first record that it puts.</summary>
/// <param name="WordCounts">The number of words of each record's text; empty without a keyword index.</param>
/// <param name="Words">The words of the texts.</param>
/// <param name="Positions">The positions of sparse vectors, by the place of the vector in the definition.</param>
/// <param name="Vectors">Factors and codes of dense vectors, likewise.</param>
internal sealed record PreparedBatch(int[] WordCounts, MemoryPostingRun? Words, MemoryPostingRun?[] Positions, PreparedVectors?[] Vectors)
{
    /// <summary>Of a batch that only deletes.</summary>
    public static PreparedBatch Empty { get; } = new([], null, [], []);
}
