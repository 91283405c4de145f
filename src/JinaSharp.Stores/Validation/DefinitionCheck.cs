namespace JinaSharp.Stores.Validation;

/// <summary>Refuses definitions that no store could keep, or that this one lacks features for, and compares a wanted definition with an existing one.</summary>
internal static class DefinitionCheck
{
    /// <summary>Refuses what does not make sense or what the store cannot do.</summary>
    public static void Require(VectorCollectionDefinition definition, VectorStoreCapabilities capabilities)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentException.ThrowIfNullOrEmpty(definition.Name);
        if (definition.Vectors.Count == 0) throw Refusal("it has no vectors; expected at least one.");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var vector in definition.Vectors)
        {
            if (!names.Add(vector.Name)) throw Refusal($"two vectors are named '{vector.Name}'; expected names of their own.");
            RequireVector(vector, capabilities, Refusal);
        }
        if (definition.Vectors.Count > 1 || definition.Vectors[0].Name.Length > 0)
            capabilities.Require(VectorStoreFeatures.NamedVectors, "A collection with named vectors", definition.Name);
        foreach (var vector in definition.Vectors)
        {
            if (vector.Kind == VectorKind.Dense) continue;
            var feature = vector.Kind switch
            {
                VectorKind.Multi => VectorStoreFeatures.MultiVectors,
                VectorKind.Sparse => VectorStoreFeatures.SparseVectors,
                _ => VectorStoreFeatures.BinaryVectors,
            };
            capabilities.Require(feature, $"Vector '{vector.Name}' ({vector.Kind})", definition.Name);
        }
        if (definition.KeywordIndex) capabilities.Require(VectorStoreFeatures.KeywordSearch, "A collection with a keyword index", definition.Name);

        VectorStoreException Refusal(string message) => new($"Collection '{definition.Name}' cannot be made: {message}")
        {
            Store = capabilities.Store,
            Collection = definition.Name,
            Operation = "create",
            Code = "invalid_definition",
        };
    }

    /// <summary>Refuses to open an existing collection as something else.</summary>
    public static void RequireSame(VectorCollectionDefinition existing, VectorCollectionDefinition wanted, string store)
    {
        var differences = new List<string>();
        var have = existing.Vectors.ToDictionary(vector => vector.Name, StringComparer.Ordinal);
        foreach (var vector in wanted.Vectors)
        {
            if (!have.Remove(vector.Name, out var found))
            {
                differences.Add($"vector '{vector.Name}' is missing");
                continue;
            }
            if (found.Profile is { } profile && vector.Profile is { } offered) profile.EnsureSame(offered, $"Collection '{existing.Name}'");
            AddDifference(differences, vector.Name, "kind", found.Kind, vector.Kind);
            AddDifference(differences, vector.Name, "dimensions", found.Dimensions, vector.Dimensions);
            if (vector.Kind != VectorKind.Sparse) AddDifference(differences, vector.Name, "metric", found.Metric, vector.Metric);
            AddDifference(differences, vector.Name, "storage", found.Storage, vector.Storage);
        }
        differences.AddRange(have.Keys.Select(name => $"it has a vector '{name}' that was not asked for"));
        if (wanted.KeywordIndex && !existing.KeywordIndex) differences.Add("it has no keyword index");
        if (differences.Count == 0) return;
        throw new VectorStoreException(
            $"Collection '{existing.Name}' exists and is not as asked for: {string.Join("; ", differences)}. Open it as it is, take another name, or delete it first.")
        {
            Store = store,
            Collection = existing.Name,
            Operation = "create",
            Code = "collection_differs",
        };
    }

    private static void RequireVector(VectorDefinition vector, VectorStoreCapabilities capabilities, Func<string, VectorStoreException> refusal)
    {
        var sparse = vector.Kind == VectorKind.Sparse;
        if (sparse ? vector.Dimensions < 0 : vector.Dimensions < 1 || vector.Dimensions > capabilities.MaxDimensions)
            throw refusal($"vector '{vector.Name}' has {vector.Dimensions} dimensions; expected {(sparse ? "0" : $"1 to {capabilities.MaxDimensions}")}.");
        if (vector.Kind == VectorKind.Binary && vector.Dimensions % 8 != 0)
            throw refusal($"binary vector '{vector.Name}' has {vector.Dimensions} dimensions; expected a multiple of 8.");
        if (vector.Kind == VectorKind.Binary != (vector.Metric == DistanceMetric.Hamming))
            throw refusal($"vector '{vector.Name}' of kind {vector.Kind} has the metric {vector.Metric}; Hamming is for binary vectors and the only metric for them.");
        if (vector.Kind == VectorKind.Multi && vector.Metric == DistanceMetric.Euclidean)
            throw refusal($"multi-vector '{vector.Name}' has the metric Euclidean; expected Dot or Cosine.");
        if (vector.Kind == VectorKind.Dense && !capabilities.Metrics.Contains(vector.Metric))
            throw refusal($"vector '{vector.Name}' has the metric {vector.Metric}; the store '{capabilities.Store}' knows {string.Join(", ", capabilities.Metrics)}.");
        if (vector.Profile is { } profile && !sparse && profile.Dimensions != vector.Dimensions)
            throw refusal($"vector '{vector.Name}' has {vector.Dimensions} dimensions, its profile {profile.Dimensions}.");
    }

    private static void AddDifference<T>(List<string> differences, string name, string what, T found, T asked)
    {
        if (!EqualityComparer<T>.Default.Equals(found, asked))
            differences.Add($"{(name.Length > 0 ? $"vector '{name}' has" : "its vector has")} {what} {found}, asked for {asked}");
    }
}
