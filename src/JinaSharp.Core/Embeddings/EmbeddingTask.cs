namespace JinaSharp;

/// <summary>What an embedding is for. Models with task adapters or task prompts give different vectors for different tasks.</summary>
/// <remarks>
/// The value is the name used on the wire. Any other name is possible with <c>new EmbeddingTask("...")</c>: models not known here pass through.
/// The default value is no task.
/// </remarks>
/// <param name="Value">The name as the model knows it, such as <c>retrieval.query</c>.</param>
public readonly record struct EmbeddingTask(string Value)
{
    /// <summary>A question or search phrase: <c>retrieval.query</c>.</summary>
    public static EmbeddingTask RetrievalQuery { get; } = new("retrieval.query");

    /// <summary>A text to be found: <c>retrieval.passage</c>.</summary>
    public static EmbeddingTask RetrievalPassage { get; } = new("retrieval.passage");

    /// <summary>Symmetric similarity: <c>text-matching</c>.</summary>
    public static EmbeddingTask TextMatching { get; } = new("text-matching");

    /// <summary>Features for a classifier: <c>classification</c>.</summary>
    public static EmbeddingTask Classification { get; } = new("classification");

    /// <summary>Clustering in the v3 family: <c>separation</c>.</summary>
    public static EmbeddingTask Separation { get; } = new("separation");

    /// <summary>Clustering in the v5 family: <c>clustering</c>.</summary>
    public static EmbeddingTask Clustering { get; } = new("clustering");

    /// <summary>Query side of code search in v4: <c>code.query</c>.</summary>
    public static EmbeddingTask CodeQuery { get; } = new("code.query");

    /// <summary>Document side of code search in v4: <c>code.passage</c>.</summary>
    public static EmbeddingTask CodePassage { get; } = new("code.passage");

    /// <summary>Whether this task is the query side of a pair: its name ends in <c>.query</c>.</summary>
    public bool IsQuery => Value is not null && Value.EndsWith(".query", StringComparison.Ordinal);

    /// <summary>Whether this task is the document side of a pair: its name ends in <c>.passage</c>.</summary>
    public bool IsPassage => Value is not null && Value.EndsWith(".passage", StringComparison.Ordinal);

    /// <summary>The name without the side: <c>retrieval.query</c> and <c>retrieval.passage</c> are both of the family <c>retrieval</c>.</summary>
    /// <remarks>Vectors of one family are made to be compared with each other.</remarks>
    public string Family => IsQuery ? Value[..^".query".Length] : IsPassage ? Value[..^".passage".Length] : Value ?? "";

    /// <summary>Turns a name into a task.</summary>
    /// <param name="value">The name as the model knows it.</param>
    public static implicit operator EmbeddingTask(string value) => new(value);

    /// <summary>Turns a name into a task.</summary>
    /// <param name="value">The name as the model knows it.</param>
    /// <returns>The task.</returns>
    public static EmbeddingTask FromString(string value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}
