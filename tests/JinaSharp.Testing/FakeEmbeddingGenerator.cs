using System.Text;
using Microsoft.Extensions.AI;

namespace JinaSharp.Testing;

/// <summary>A generator for tests: it records each call, and answers with vectors that depend on the input's text and the options, or by a callback.</summary>
/// <typeparam name="TInput">The input: <see cref="string"/> or <see cref="AIContent"/>.</typeparam>
/// <remarks>Safe for concurrent use. Usage counts one token a character.</remarks>
public sealed class FakeEmbeddingGenerator<TInput> : IEmbeddingGenerator<TInput, Embedding<float>>
{
    private readonly List<FakeEmbeddingCall<TInput>> _calls = [];

    /// <summary>The model that the generator names.</summary>
    public string ModelId { get; init; } = "fake-model";

    /// <summary>The number of dimensions without options.</summary>
    public int Dimensions { get; init; } = 8;

    /// <summary>Replaces the answer; null keeps the default one.</summary>
    public Func<FakeEmbeddingCall<TInput>, CancellationToken, Task<GeneratedEmbeddings<Embedding<float>>>>? OnGenerate { get; set; }

    /// <summary>The calls so far, in order of their start.</summary>
    public IReadOnlyList<FakeEmbeddingCall<TInput>> Calls
    {
        get
        {
            lock (_calls) return [.. _calls];
        }
    }

    /// <summary>Whether the generator was disposed.</summary>
    public bool IsDisposed { get; private set; }

    /// <inheritdoc/>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<TInput> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var call = new FakeEmbeddingCall<TInput>([.. values], options);
        lock (_calls) _calls.Add(call);
        return OnGenerate is { } answer ? answer(call, cancellationToken) : Task.FromResult(Answer(call));
    }

    /// <summary>The default answer to a call.</summary>
    /// <param name="call">The call.</param>
    /// <returns>One unit-length vector an input.</returns>
    public GeneratedEmbeddings<Embedding<float>> Answer(FakeEmbeddingCall<TInput> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var salt = (call.Options as JinaEmbeddingOptions)?.Task?.Value ?? "";
        // Late chunking makes a vector depend on its neighbours.
        if (call.Options is JinaEmbeddingOptions { LateChunking: true }) salt += string.Concat(call.Inputs.Select(TextOf));
        var results = new GeneratedEmbeddings<Embedding<float>>(call.Inputs.Select(input => new Embedding<float>(VectorOf(TextOf(input) + salt, call.Options?.Dimensions ?? Dimensions)) { ModelId = ModelId }));
        long tokens = call.Inputs.Sum(input => (long)TextOf(input).Length);
        results.Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens };
        return results;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(EmbeddingGeneratorMetadata)) return new EmbeddingGeneratorMetadata("fake", null, ModelId, Dimensions);
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Marks the generator as disposed.</summary>
    public void Dispose() => IsDisposed = true;

    private static string TextOf(TInput input) => input switch { TextContent text => text.Text, _ => input?.ToString() ?? "" };

    // Made so that cutting a long vector and scaling it again gives the short one, as Matryoshka models do.
    private static float[] VectorOf(string text, int dimensions)
    {
        var hash = 14695981039346656037UL;
        foreach (var value in Encoding.UTF8.GetBytes(text)) hash = (hash ^ value) * 1099511628211UL;
        var random = new Random((int)(hash ^ hash >> 32));
        var vector = new float[dimensions];
        for (var i = 0; i < dimensions; i++) vector[i] = (float)(random.NextDouble() * 2 - 1);
        var length = Math.Sqrt(vector.Sum(value => (double)value * value));
        for (var i = 0; i < dimensions; i++) vector[i] = (float)(vector[i] / length);
        return vector;
    }
}
