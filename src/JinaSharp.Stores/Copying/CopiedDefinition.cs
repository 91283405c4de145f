namespace JinaSharp.Stores.Copying;

/// <summary>The definition of a copy: that of the original, without settings of the original's store.</summary>
internal static class CopiedDefinition
{
    public static VectorCollectionDefinition For(VectorCollectionDefinition original, VectorStoreCapabilities target, string? name) => original with
    {
        Name = name ?? original.Name,
        Vectors = [.. original.Vectors.Select(vector => vector with { AdditionalProperties = null })],
        // Indexes only make filters faster; a store that indexes by itself, or not at all, answers the same.
        PayloadIndexes = target.Has(VectorStoreFeatures.PayloadIndexes) ? original.PayloadIndexes : new Dictionary<string, PayloadIndexKind>(),
        KeywordIndex = original.KeywordIndex && target.Has(VectorStoreFeatures.KeywordSearch),
        AdditionalProperties = null,
    };
}
