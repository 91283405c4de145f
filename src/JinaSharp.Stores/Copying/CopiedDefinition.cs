namespace JinaSharp.Stores.Copying;

/// <summary>The definition of a copy: that of the original, without settings of the original's store.</summary>
internal static class CopiedDefinition
{
    public static VectorCollectionDefinition For(VectorCollectionDefinition original, VectorStoreCapabilities source, VectorStoreCapabilities target, string? name) => original with
    {
        Name = name ?? original.Name,
        // A store without the original's form of numbers keeps them at full width, which loses nothing.
        Vectors = [.. original.Vectors.Select(vector => vector with
        {
            AdditionalProperties = null,
            Storage = (vector.Kind == VectorKind.Multi ? target.MultiVectorStorages : target.Storages).Contains(vector.Storage) ? vector.Storage : VectorStorage.Float32,
        })],
        // Indexes only make filters faster; a store that indexes by itself, or not at all, answers the same.
        PayloadIndexes = target.Has(VectorStoreFeatures.PayloadIndexes) ? original.PayloadIndexes : new Dictionary<string, PayloadIndexKind>(),
        // A store without keyword search could not say that its texts were meant for it.
        KeywordIndex = target.Has(VectorStoreFeatures.KeywordSearch) && (original.KeywordIndex || !source.Has(VectorStoreFeatures.KeywordSearch)),
        AdditionalProperties = null,
    };
}
