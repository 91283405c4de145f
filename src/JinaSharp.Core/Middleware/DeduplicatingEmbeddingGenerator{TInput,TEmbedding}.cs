using JinaSharp.Embeddings;
using JinaSharp.Middleware;
using Microsoft.Extensions.AI;

namespace JinaSharp;

/// <summary>Asks the inner generator for each different input of a call once, and gives equal inputs the same embedding object.</summary>
/// <typeparam name="TInput">The input.</typeparam>
/// <typeparam name="TEmbedding">The embedding.</typeparam>
/// <remarks>
/// Strings are equal by their characters, contents by what they hold. A call with late chunking passes unchanged, since there an embedding depends on
/// its neighbours; so does one with a PDF. Usage is what the inner call cost. Safe for concurrent use when the inner generator is.
/// </remarks>
public sealed class DeduplicatingEmbeddingGenerator<TInput, TEmbedding> : DelegatingEmbeddingGenerator<TInput, TEmbedding>
    where TInput : notnull
    where TEmbedding : Embedding
{
    private readonly IEqualityComparer<TInput> _comparer;

    /// <summary>Wraps a generator.</summary>
    /// <param name="innerGenerator">The generator; disposed with this one.</param>
    /// <param name="comparer">When inputs are equal; null for strings by their characters and contents by what they hold.</param>
    public DeduplicatingEmbeddingGenerator(IEmbeddingGenerator<TInput, TEmbedding> innerGenerator, IEqualityComparer<TInput>? comparer = null)
        : base(innerGenerator)
    {
        _comparer = comparer ?? new ContentComparer<TInput>();
    }

    /// <inheritdoc/>
    public override async Task<GeneratedEmbeddings<TEmbedding>> GenerateAsync(
        IEnumerable<TInput> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var inputs = EmbeddingInputs.ToList(values);
        if (inputs.Count == 0) return EmbeddingInputs.None<TEmbedding>();
        if (EmbeddingCall.Read(options).LateChunking is true || inputs.Any(EmbeddingInputs.IsMany))
            return await base.GenerateAsync(inputs, options, cancellationToken).ConfigureAwait(false);

        var places = new Dictionary<TInput, int>(inputs.Count, _comparer);
        var distinct = new List<TInput>(inputs.Count);
        var firstPositions = new List<int>(inputs.Count);
        var place = new int[inputs.Count];
        for (var i = 0; i < inputs.Count; i++)
        {
            if (!places.TryGetValue(inputs[i], out place[i]))
            {
                places.Add(inputs[i], place[i] = distinct.Count);
                distinct.Add(inputs[i]);
                firstPositions.Add(i);
            }
        }
        if (distinct.Count == inputs.Count) return await base.GenerateAsync(inputs, options, cancellationToken).ConfigureAwait(false);
        try
        {
            var answer = await base.GenerateAsync(distinct, options, cancellationToken).ConfigureAwait(false);
            PartialEmbeddings.CheckCount(distinct.Count, answer.Count);
            return new GeneratedEmbeddings<TEmbedding>(place.Select(index => answer[index])) { Usage = answer.Usage, AdditionalProperties = answer.AdditionalProperties };
        }
        catch (Exception exception)
        {
            var done = PartialEmbeddings.Of(exception);
            var completed = new Dictionary<int, Embedding>();
            for (var i = 0; i < place.Length; i++)
                if (done.TryGetValue(place[i], out var embedding)) completed[i] = embedding;
            PartialEmbeddings.Throw(exception, firstPositions, inputs.Count, completed, wrapAlways: false);
            throw;
        }
    }
}
