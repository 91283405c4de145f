using Microsoft.Extensions.AI;

namespace JinaSharp.Stores.Chroma;

/// <summary>Embeds through a collection's stored function; built at the first text, so that a missing key fails nothing else.</summary>
internal sealed class ChromaEmbedder(string collection, ChromaStoredFunction stored, ChromaEmbedderFactory factory)
{
    private readonly Lock _lock = new();
    private IEmbeddingGenerator<string, Embedding<float>>? _generator;

    public ChromaStoredFunction Stored => stored;

    public Task<IReadOnlyList<ReadOnlyMemory<float>>> EmbedDocumentsAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        EmbedAsync(texts, Function().ToDocumentOptions(), cancellationToken);

    public Task<IReadOnlyList<ReadOnlyMemory<float>>> EmbedQueriesAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        EmbedAsync(texts, Function().ToQueryOptions(), cancellationToken);

    private async Task<IReadOnlyList<ReadOnlyMemory<float>>> EmbedAsync(IReadOnlyList<string> texts, JinaEmbeddingOptions options, CancellationToken cancellationToken)
    {
        if (texts.Count == 0) return [];
        var embeddings = await Generator().GenerateAsync(texts, options, cancellationToken).ConfigureAwait(false);
        if (embeddings.Count != texts.Count) throw Refuse($"The embedder returned {embeddings.Count} vectors for {texts.Count} texts.");
        return [.. embeddings.Select(embedding => embedding.Vector)];
    }

    private JinaEmbeddingConfiguration Function()
    {
        if (stored.Function is not { } function)
        {
            throw Refuse(stored.Problem is { } problem
                ? $"The embedding function of collection '{collection}' cannot embed here: {problem}. Pass vectors instead."
                : $"Collection '{collection}' has no embedding function. Pass vectors, or make the collection with one.");
        }
        if (function.EmbeddingType is not (null or "float" or "base64"))
            throw Refuse($"The embedding function of collection '{collection}' asks for embedding_type '{function.EmbeddingType}', whose packed bits Chroma would keep as small floats. Expected float.");
        return function;
    }

    private IEmbeddingGenerator<string, Embedding<float>> Generator()
    {
        lock (_lock) return _generator ??= factory.Create(Function(), Refuse);
    }

    private VectorStoreException Refuse(string message) => new(message) { Store = "chroma", Collection = collection, Operation = "embed", Code = "embedding_function" };
}
