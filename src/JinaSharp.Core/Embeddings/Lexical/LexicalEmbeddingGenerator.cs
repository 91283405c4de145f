using System.Collections.Concurrent;
using JinaSharp.Embeddings;
using JinaSharp.Embeddings.Lexical;
using Microsoft.Extensions.AI;

namespace JinaSharp;

/// <summary>Embeds text offline by its wording: signed feature hashing of words and character n-grams, unit length, any size from 64 to 4096.</summary>
/// <remarks>
/// <para>It matches wording, not meaning: inflections, compounds and typing errors are near, synonyms and translations are not.
/// <c>docs/lexical-embedder.md</c> gives the formula. The same text gives the same vector, bit for bit, on every machine.</para>
/// <para>A text without a letter, digit or symbol gives the zero vector, which is similar to nothing: its dot product with every vector is 0.</para>
/// <para>Queries and documents are embedded alike, so every task is honoured. Texts have no greatest length.
/// Late chunking, multi-vectors and binary vectors are refused.</para>
/// <para>Safe for concurrent use. A call allocates its vectors and nothing per word.</para>
/// </remarks>
/// <example>
/// <code>
/// using var generator = new LexicalEmbeddingGenerator();
/// ReadOnlyMemory&lt;float&gt; vector = await generator.GenerateVectorAsync("Straßenbahn fahren");
/// </code>
/// </example>
public sealed partial class LexicalEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>, ITokenCounter
{
    /// <summary>The model's id: <c>jinasharp-lexical</c>.</summary>
    public const string ModelId = "jinasharp-lexical";

    /// <summary>The number of dimensions when none is asked for.</summary>
    public const int DefaultDimensions = 1024;

    /// <summary>The least number of dimensions.</summary>
    public const int MinDimensions = 64;

    /// <summary>The greatest number of dimensions.</summary>
    public const int MaxDimensions = 4096;

    private readonly LexicalFormula _formula;
    private readonly int _dimensions;
    private readonly EmbeddingGeneratorMetadata _metadata;
    private readonly ConcurrentDictionary<int, ConcurrentBag<LexicalAccumulator>> _idle = new();

    /// <summary>Creates the generator.</summary>
    /// <param name="dimensions">The number of dimensions when a call asks for none, from <see cref="MinDimensions"/> to <see cref="MaxDimensions"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of dimensions is out of range.</exception>
    public LexicalEmbeddingGenerator(int dimensions = DefaultDimensions) : this(dimensions, LexicalFormula.Default)
    {
    }

    internal LexicalEmbeddingGenerator(int dimensions, LexicalFormula formula)
    {
        _dimensions = CheckDimensions(dimensions, nameof(dimensions));
        _formula = formula;
        _metadata = new EmbeddingGeneratorMetadata("jinasharp", null, ModelId, dimensions);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The number of dimensions asked for is out of range.</exception>
    /// <exception cref="NotSupportedException">The options ask for something that the lexical embedder cannot give.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var call = EmbeddingCall.Read(options);
        Refuse(call);
        var dimensions = call.Dimensions is { } asked ? CheckDimensions(asked, nameof(options)) : _dimensions;
        var normalized = call.Normalized ?? true;
        var results = values.TryGetNonEnumeratedCount(out var count)
            ? new GeneratedEmbeddings<Embedding<float>>(count)
            : new GeneratedEmbeddings<Embedding<float>>();
        var idle = _idle.GetOrAdd(dimensions, static _ => []);
        if (!idle.TryTake(out var accumulator)) accumulator = new LexicalAccumulator(_formula, dimensions);
        long words = 0;
        foreach (var value in values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (value is null) throw new ArgumentException($"Text {results.Count} is null.", nameof(values));
            var vector = new float[dimensions];
            words += accumulator.Embed(value, normalized, vector);
            results.Add(new Embedding<float>(vector) { ModelId = ModelId });
        }
        idle.Add(accumulator);
        results.Usage = new UsageDetails { InputTokenCount = words, TotalTokenCount = words };
        return Task.FromResult(results);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(EmbeddingGeneratorMetadata)) return _metadata;
        if (serviceType == typeof(EmbeddingProfile)) return new EmbeddingProfile { Model = ModelId, Dimensions = _dimensions };
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Does nothing: the generator holds no resources.</summary>
    public void Dispose()
    {
    }

    private static int CheckDimensions(int dimensions, string parameter)
    {
        if (dimensions is < MinDimensions or > MaxDimensions)
            throw new ArgumentOutOfRangeException(parameter, dimensions,
                $"{ModelId} makes vectors of {MinDimensions} to {MaxDimensions} dimensions; {dimensions} were asked for.");
        return dimensions;
    }

    private static void Refuse(EmbeddingCall call)
    {
        if (call.ModelId is not null && call.ModelId != ModelId)
            throw new NotSupportedException($"This generator is {ModelId}, but the call asks for the model '{call.ModelId}'. Leave the model unset, or use a generator of that model.");
        if (call.LateChunking is true)
            throw new NotSupportedException($"{ModelId} embeds each text alone and cannot do late chunking. Leave it unset, or use a model with late chunking such as jina-embeddings-v3.");
        if (call.ReturnMultiVector is true)
            throw new NotSupportedException($"{ModelId} gives one vector a text, not one a token. Use a late-interaction model such as jina-colbert-v2.");
        if (call.EmbeddingType is EmbeddingType.Binary or EmbeddingType.UBinary)
            throw new NotSupportedException($"{ModelId} gives float vectors only; quantise them after the call if bits are wanted.");
    }
}
