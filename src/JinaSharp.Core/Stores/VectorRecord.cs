namespace JinaSharp;

/// <summary>One record of a collection: id, vectors by name, text, payload.</summary>
/// <remarks>Results leave out what a query did not ask for: then <see cref="Vectors"/> or <see cref="Payload"/> is empty, or <see cref="Text"/> null.</remarks>
public sealed class VectorRecord
{
    private static readonly IReadOnlyDictionary<string, VectorValue> NoVectors = new Dictionary<string, VectorValue>();
    private static readonly IReadOnlyDictionary<string, PayloadValue> NoPayload = new Dictionary<string, PayloadValue>();

    /// <summary>Creates a record without vectors; set <see cref="Vectors"/>.</summary>
    /// <param name="id">The id: any text that is not empty, unique in the collection.</param>
    public VectorRecord(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        Id = id;
    }

    /// <summary>Creates a record with the unnamed vector.</summary>
    /// <param name="id">The id: any text that is not empty, unique in the collection.</param>
    /// <param name="vector">The vector.</param>
    /// <param name="text">The text that the vector stands for.</param>
    /// <param name="payload">Further values.</param>
    public VectorRecord(string id, VectorValue vector, string? text = null, IReadOnlyDictionary<string, PayloadValue>? payload = null) : this(id)
    {
        ArgumentNullException.ThrowIfNull(vector);
        Vectors = new Dictionary<string, VectorValue>(1, StringComparer.Ordinal) { [VectorDefinition.DefaultName] = vector };
        Text = text;
        Payload = payload ?? NoPayload;
    }

    /// <summary>The id, unique in the collection.</summary>
    public string Id { get; }

    /// <summary>The vectors by name. A record may lack some of the collection's vectors; it is then not found by them.</summary>
    public IReadOnlyDictionary<string, VectorValue> Vectors { get; init; } = NoVectors;

    /// <summary>The text that the vectors stand for.</summary>
    public string? Text { get; init; }

    /// <summary>Further values, to filter by and to return.</summary>
    public IReadOnlyDictionary<string, PayloadValue> Payload { get; init; } = NoPayload;

    /// <summary>The unnamed vector, if there is one.</summary>
    public VectorValue? Vector => Vectors.GetValueOrDefault(VectorDefinition.DefaultName);
}
