namespace JinaSharp;

/// <summary>Vectors of one embedding profile met a collection of another.</summary>
public sealed class EmbeddingProfileMismatchException : JinaException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="expected">The profile that the collection was made with.</param>
    /// <param name="actual">The profile that was offered.</param>
    /// <param name="what">What is at stake, such as <c>Collection 'docs'</c>.</param>
    public EmbeddingProfileMismatchException(EmbeddingProfile expected, EmbeddingProfile actual, string what)
        : base($"{what} holds vectors of {expected}, but was given {actual}. Vectors of different models or sizes cannot be compared: " +
               "use the collection's own model, or make a new collection.")
    {
        Expected = expected;
        Actual = actual;
        Code = "profile_mismatch";
    }

    /// <summary>The profile that the collection was made with.</summary>
    public EmbeddingProfile Expected { get; }

    /// <summary>The profile that was offered.</summary>
    public EmbeddingProfile Actual { get; }
}
