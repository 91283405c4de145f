using Microsoft.Extensions.AI;

namespace JinaSharp.Stores.Tests.Chroma;

/// <summary>Embeds as <see cref="FakeJina"/> does and keeps the options of every call.</summary>
internal sealed class TextEmbedder : IEmbeddingGenerator<string, Embedding<float>>
{
    public List<(string[] Texts, JinaEmbeddingOptions Options)> Calls { get; } = [];

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        string[] texts = [.. values];
        Calls.Add((texts, (JinaEmbeddingOptions)options!));
        return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(texts.Select(text => new Embedding<float>(FakeJina.Embed(text, options!.Dimensions ?? 8)))));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
