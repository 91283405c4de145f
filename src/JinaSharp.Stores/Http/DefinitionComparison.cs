namespace JinaSharp.Stores.Http;

/// <summary>Compares the definition of a collection that exists with the one that was asked for.</summary>
internal static class DefinitionComparison
{
    /// <exception cref="VectorStoreException">They differ; the message lists every difference.</exception>
    /// <exception cref="EmbeddingProfileMismatchException">Only the profiles differ.</exception>
    public static void EnsureSame(VectorCollectionDefinition existing, VectorCollectionDefinition asked, string store)
    {
        var differences = new List<string>();
        var found = existing.Vectors.ToDictionary(vector => vector.Name, StringComparer.Ordinal);
        foreach (var vector in asked.Vectors)
        {
            if (!found.Remove(vector.Name, out var other))
            {
                differences.Add($"vector {RecordChecks.Quote(vector.Name)}: the collection has none of that name");
                continue;
            }
            Compare(vector.Name, "kind", other.Kind, vector.Kind);
            if (vector.Kind == VectorKind.Sparse) continue;
            Compare(vector.Name, "dimensions", other.Dimensions, vector.Dimensions);
            Compare(vector.Name, "metric", other.Metric, vector.Metric);
            Compare(vector.Name, "storage", other.Storage, vector.Storage);
        }
        foreach (var name in found.Keys) differences.Add($"vector {RecordChecks.Quote(name)}: the collection has it, the definition given does not");
        if (differences.Count > 0)
        {
            throw new VectorStoreException($"Collection '{asked.Name}' exists in {store} and differs: {string.Join("; ", differences)}. Open it with its own settings, or use another name.")
            {
                Store = store,
                Collection = asked.Name,
                Operation = "create_collection",
                Code = "collection_differs",
            };
        }
        foreach (var vector in asked.Vectors)
            if (vector.Profile is { } profile && existing.Vectors.First(other => other.Name == vector.Name).Profile is { } kept)
                kept.EnsureSame(profile, $"Collection '{asked.Name}'");

        void Compare<T>(string vector, string property, T own, T wanted) where T : notnull
        {
            if (!own.Equals(wanted)) differences.Add($"{(vector.Length == 0 ? "" : $"vector '{vector}', ")}{property}: the collection has {own}, given is {wanted}");
        }
    }
}
