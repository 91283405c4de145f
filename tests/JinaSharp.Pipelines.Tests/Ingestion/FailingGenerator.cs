using Microsoft.Extensions.AI;

namespace JinaSharp.Pipelines.Tests.Ingestion;

/// <summary>Refuses every call in which a text holds a word.</summary>
internal sealed class FailingGenerator(IEmbeddingGenerator<string, Embedding<float>> inner, string word) : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
{
    public string Word { get; set; } = word;

    public override Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        values.Any(value => value.Contains(Word, StringComparison.Ordinal)) ? throw new JinaApiException("refused") : base.GenerateAsync(values, options, cancellationToken);
}
