using Microsoft.Extensions.AI;

namespace JinaSharp;

/// <summary>A vector that is zero almost everywhere: the non-zero positions, ascending, and their values.</summary>
public sealed class SparseEmbedding : Embedding
{
    /// <summary>Creates the embedding.</summary>
    /// <param name="indices">The non-zero positions, strictly ascending.</param>
    /// <param name="values">The value at each position; the same number of them.</param>
    /// <param name="tokens">The token behind each position, where the model names them.</param>
    /// <exception cref="ArgumentException">The lists differ in length, or the positions are not strictly ascending.</exception>
    public SparseEmbedding(ReadOnlyMemory<uint> indices, ReadOnlyMemory<float> values, IReadOnlyList<string>? tokens = null)
    {
        if (indices.Length != values.Length)
            throw new ArgumentException($"{indices.Length} indices do not match {values.Length} values.", nameof(values));
        if (tokens is not null && tokens.Count != indices.Length)
            throw new ArgumentException($"{tokens.Count} tokens do not match {indices.Length} indices.", nameof(tokens));
        var span = indices.Span;
        for (var i = 1; i < span.Length; i++)
            if (span[i] <= span[i - 1])
                throw new ArgumentException($"Indices must be strictly ascending; {span[i]} follows {span[i - 1]}.", nameof(indices));
        Indices = indices;
        Values = values;
        Tokens = tokens;
    }

    /// <summary>The non-zero positions, strictly ascending.</summary>
    public ReadOnlyMemory<uint> Indices { get; }

    /// <summary>The value at each position.</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>The token behind each position, where the model names them.</summary>
    public IReadOnlyList<string>? Tokens { get; }

    /// <summary>The number of non-zero positions.</summary>
    public override int Dimensions => Indices.Length;
}
