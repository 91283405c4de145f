using System.Collections.Frozen;

namespace JinaSharp;

/// <summary>The models that are known: one card each.</summary>
/// <remarks>The catalogue checks and advises; it never limits. A model that is not in it passes through.</remarks>
public static partial class ModelCatalog
{
    // Made on first use: the cards lie in several files, whose static fields have no order.
    private static readonly Lazy<ModelCard[]> Cards = new(() => [Lexical(), .. Embeddings(), .. LateInteraction(), .. Rerankers(), .. Readers()]);
    private static readonly Lazy<FrozenDictionary<string, ModelCard>> ById = new(() => Cards.Value.ToFrozenDictionary(card => card.Id, StringComparer.OrdinalIgnoreCase));

    /// <summary>Every card, newest first within its kind.</summary>
    public static IReadOnlyList<ModelCard> All => Cards.Value;

    /// <summary>Finds a model's card.</summary>
    /// <param name="modelId">The id, with or without the owner: <c>jina-embeddings-v3</c> or <c>jinaai/jina-embeddings-v3</c>.</param>
    /// <returns>The card, or null when the model is not known.</returns>
    public static ModelCard? Find(string? modelId) =>
        modelId is not null && ById.Value.TryGetValue(modelId.StartsWith("jinaai/", StringComparison.OrdinalIgnoreCase) ? modelId[7..] : modelId, out var card) ? card : null;

    private static ModelCard Lexical() => new()
    {
        Id = LexicalEmbeddingGenerator.ModelId,
        Kind = ModelKind.Embedding,
        Dimensions = LexicalEmbeddingGenerator.DefaultDimensions,
        MinDimensions = LexicalEmbeddingGenerator.MinDimensions,
        MaxDimensions = LexicalEmbeddingGenerator.MaxDimensions,
        AcceptsAnyTask = true,
        SupportsNormalized = true,
        SupportsTruncate = true,
        License = "Apache-2.0",
        InApi = false,
    };
}
