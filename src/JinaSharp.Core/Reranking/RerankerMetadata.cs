namespace JinaSharp;

/// <summary>Who reranks: provider, address, default model.</summary>
/// <param name="ProviderName">The provider, such as <c>jina</c>.</param>
/// <param name="ProviderUri">The provider's address.</param>
/// <param name="DefaultModelId">The model used when a call names none.</param>
public sealed record RerankerMetadata(string? ProviderName = null, Uri? ProviderUri = null, string? DefaultModelId = null);
