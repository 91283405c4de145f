namespace JinaSharp;

/// <summary>What makes vectors comparable: model, task family, dimensions, encoding, normalisation.</summary>
/// <remarks>
/// It is the core of every cache key and is stored with every collection; a collection refuses vectors of another profile.
/// Query and passage sides of one task share a profile, as they are made to be compared.
/// </remarks>
public sealed record EmbeddingProfile
{
    /// <summary>The model's id, such as <c>jina-embeddings-v3</c>.</summary>
    public required string Model { get; init; }

    /// <summary>The number of dimensions of a vector.</summary>
    public required int Dimensions { get; init; }

    /// <summary>The family of the task: <c>retrieval</c> for both sides of retrieval.</summary>
    /// <value>The default is empty: the model has no tasks, or none was given.</value>
    public string TaskFamily { get; init; } = "";

    /// <summary>How the numbers are represented.</summary>
    /// <value>The default is <see cref="EmbeddingType.Float"/>.</value>
    public EmbeddingType EmbeddingType { get; init; } = EmbeddingType.Float;

    /// <summary>Whether vectors have unit length.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Normalized { get; init; } = true;

    /// <summary>Whether an input gives one vector a token.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool MultiVector { get; init; }

    /// <summary>A text that is equal exactly when the profile is equal; stable across versions, fit for keys and for storing.</summary>
    /// <value>For example <c>jina-embeddings-v3;task=retrieval;dim=1024;float;unit</c>.</value>
    public string Key =>
        $"{Uri.EscapeDataString(Model)};task={Uri.EscapeDataString(TaskFamily)};dim={Dimensions};{TypeName};{(Normalized ? "unit" : "raw")}{(MultiVector ? ";multi" : "")}";

    private string TypeName => EmbeddingType switch
    {
        EmbeddingType.Binary => "binary",
        EmbeddingType.UBinary => "ubinary",
        _ => "float",
    };

    /// <summary>Reads a <see cref="Key"/> back.</summary>
    /// <param name="key">The text.</param>
    /// <returns>The profile.</returns>
    /// <exception cref="FormatException">The text is not a profile key.</exception>
    public static EmbeddingProfile Parse(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var parts = key.Split(';');
        if (parts.Length is < 5 or > 6 || parts[0].Length == 0 || !parts[1].StartsWith("task=", StringComparison.Ordinal)
            || !parts[2].StartsWith("dim=", StringComparison.Ordinal) || !int.TryParse(parts[2].AsSpan(4), out var dimensions)
            || parts[4] is not ("unit" or "raw") || (parts.Length == 6 && parts[5] != "multi"))
            throw NotAKey(key);
        return new EmbeddingProfile
        {
            Model = Uri.UnescapeDataString(parts[0]),
            TaskFamily = Uri.UnescapeDataString(parts[1][5..]),
            Dimensions = dimensions,
            EmbeddingType = parts[3] switch
            {
                "float" => EmbeddingType.Float,
                "binary" => EmbeddingType.Binary,
                "ubinary" => EmbeddingType.UBinary,
                _ => throw NotAKey(key),
            },
            Normalized = parts[4] == "unit",
            MultiVector = parts.Length == 6,
        };
    }

    /// <summary>Refuses vectors of another profile.</summary>
    /// <param name="actual">The profile that was offered.</param>
    /// <param name="what">What is at stake, for the message, such as <c>Collection 'docs'</c>.</param>
    /// <exception cref="EmbeddingProfileMismatchException">The profiles differ.</exception>
    public void EnsureSame(EmbeddingProfile actual, string what)
    {
        ArgumentNullException.ThrowIfNull(actual);
        if (!Equals(actual)) throw new EmbeddingProfileMismatchException(this, actual, what);
    }

    /// <summary>The profile in words, for messages.</summary>
    /// <returns>For example <c>'jina-embeddings-v3' (1024 dimensions, task retrieval, float, unit length)</c>.</returns>
    public override string ToString() =>
        $"'{Model}' ({Dimensions} dimensions{(TaskFamily.Length > 0 ? $", task {TaskFamily}" : "")}, {TypeName}, {(Normalized ? "unit length" : "raw length")}{(MultiVector ? ", multi-vector" : "")})";

    private static FormatException NotAKey(string key) =>
        new($"'{key}' is not an embedding profile; expected 'MODEL;task=FAMILY;dim=N;float|binary|ubinary;unit|raw[;multi]'.");
}
