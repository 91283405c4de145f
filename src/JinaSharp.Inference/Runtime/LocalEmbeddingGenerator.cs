using JinaSharp.Embeddings;
using Microsoft.Extensions.AI;

namespace JinaSharp.Inference.Runtime;

/// <summary>One form of embedding over a local model.</summary>
/// <remarks>Safe for concurrent use. Disposing it does nothing: the embedder owns the model.</remarks>
internal sealed class LocalEmbeddingGenerator<TEmbedding>(LocalEmbedder embedder, LocalEmbeddingForm<TEmbedding> form) : IEmbeddingGenerator<string, TEmbedding>
    where TEmbedding : Embedding
{
    public async Task<GeneratedEmbeddings<TEmbedding>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var call = EmbeddingCall.Read(options);
        CheckForm(call);
        string[] texts = [.. values];
        for (var i = 0; i < texts.Length; i++)
            if (texts[i] is null) throw new ArgumentException($"Text {i} is null.", nameof(values));
        var (vectors, dimensions, tokens) = await embedder.EmbedAsync(texts, call, form.PerToken, cancellationToken).ConfigureAwait(false);
        var embeddings = new GeneratedEmbeddings<TEmbedding>(vectors.Length) { Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens } };
        foreach (var vector in vectors)
        {
            var embedding = form.Convert(vector, dimensions);
            embedding.ModelId = embedder.ModelId;
            embeddings.Add(embedding);
        }
        return embeddings;
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : embedder.GetService(serviceType, serviceKey);
    }

    public void Dispose()
    {
    }

    private void CheckForm(EmbeddingCall call)
    {
        if (call.EmbeddingType is { } type && type != form.Type)
            throw new ArgumentException(
                $"The call asks for {type} numbers; this generator gives {form.Type}. Use LocalEmbedder itself for Float, LocalEmbedder.Binary for UBinary, LocalEmbedder.SignedBinary for Binary.");
        if (call.ReturnMultiVector is { } multi && multi != form.PerToken)
            throw new ArgumentException(multi
                ? "The call asks for one vector a token; use LocalEmbedder.MultiVectors."
                : "The call asks for one vector a text; use LocalEmbedder itself.");
    }
}
