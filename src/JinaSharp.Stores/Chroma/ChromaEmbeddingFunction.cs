using System.Text.Json;

namespace JinaSharp.Stores.Chroma;

/// <summary>The Jina embedding function that a Chroma collection carries, as the Python and JavaScript clients write and read it.</summary>
/// <remarks>Null means "not set". The key itself is never part of it, only the name of the variable that holds it.</remarks>
public sealed record ChromaEmbeddingFunction
{
    /// <summary>The name under which all clients know the function: <c>jina</c>.</summary>
    public const string FunctionName = "jina";

    /// <summary>The variable that a key is read from when the function names no other.</summary>
    public const string DefaultKeyVariable = "JINA_API_KEY";

    /// <summary>The model.</summary>
    public required string ModelName { get; init; }

    /// <summary>The name of the variable that holds the key.</summary>
    /// <value>The default is <see cref="DefaultKeyVariable"/>.</value>
    public string ApiKeyVariable { get; init; } = DefaultKeyVariable;

    /// <summary>The task of documents, and of queries where <see cref="QueryConfig"/> names no other.</summary>
    /// <value>The default is null: the model's own.</value>
    public EmbeddingTask? Task { get; init; }

    /// <summary>Whether the documents of one call are encoded together. Never applies to queries.</summary>
    /// <value>The default is null: no.</value>
    public bool? LateChunking { get; init; }

    /// <summary>Whether a text that is too long is cut.</summary>
    /// <value>The default is null: the service decides.</value>
    public bool? Truncate { get; init; }

    /// <summary>The number of dimensions.</summary>
    /// <value>The default is null: the model's own.</value>
    public int? Dimensions { get; init; }

    /// <summary>How the service sends numbers. Only <c>float</c> is understood by every client; it is never written here.</summary>
    /// <value>The default is null: float.</value>
    public string? EmbeddingType { get; init; }

    /// <summary>Whether vectors have unit length.</summary>
    /// <value>The default is null: the model's own default.</value>
    public bool? Normalized { get; init; }

    /// <summary>What queries have otherwise, such as <c>task</c>. The JavaScript client does not know it and embeds queries as documents.</summary>
    /// <value>The default is null: queries are embedded as documents are.</value>
    public IReadOnlyDictionary<string, PayloadValue>? QueryConfig { get; init; }

    /// <summary>Keys that this version does not know, kept for writing back.</summary>
    public IReadOnlyDictionary<string, JsonElement> Extra { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>The variables that a key is looked for in, in order: the one named, then those of the other clients.</summary>
    public IReadOnlyList<string> KeyVariables => [.. new[] { ApiKeyVariable, DefaultKeyVariable, "CHROMA_JINA_API_KEY" }.Distinct(StringComparer.Ordinal)];

    /// <summary>A function for retrieval: documents are passages, queries are queries.</summary>
    /// <param name="modelName">The model.</param>
    /// <param name="dimensions">The number of dimensions; null for the model's own.</param>
    /// <returns>The function.</returns>
    public static ChromaEmbeddingFunction Retrieval(string modelName, int? dimensions = null) => new()
    {
        ModelName = modelName,
        Dimensions = dimensions,
        Task = EmbeddingTask.RetrievalPassage,
        QueryConfig = new Dictionary<string, PayloadValue> { ["task"] = EmbeddingTask.RetrievalQuery.Value },
    };

    /// <summary>The options that documents are embedded with.</summary>
    /// <returns>New options.</returns>
    public JinaEmbeddingOptions DocumentOptions() => new()
    {
        ModelId = ModelName,
        Dimensions = Dimensions,
        Task = Task,
        LateChunking = LateChunking,
        Truncate = Truncate,
        Normalized = Normalized,
    };

    /// <summary>The options that queries are embedded with: those of documents with <see cref="QueryConfig"/> over them, never with late chunking.</summary>
    /// <returns>New options.</returns>
    public JinaEmbeddingOptions QueryOptions()
    {
        var options = DocumentOptions();
        options.LateChunking = null;
        foreach (var (name, value) in QueryConfig ?? new Dictionary<string, PayloadValue>())
        {
            if (value.Kind == PayloadKind.Null) continue;
            switch (name)
            {
                case "task":
                    options.Task = value.AsString();
                    break;
                case "dimensions":
                    options.Dimensions = checked((int)value.AsInt64());
                    break;
                case "truncate":
                    options.Truncate = value.AsBoolean();
                    break;
                case "normalized":
                    options.Normalized = value.AsBoolean();
                    break;
                case "late_chunking":
                    break;
                default:
                    throw new VectorStoreException(
                        $"The collection's query_config has the key '{name}', which this version cannot apply; known: task, dimensions, truncate, normalized, late_chunking.") { Store = "chroma", Code = "embedding_function" };
            }
        }
        return options;
    }

    /// <summary>What differs from another function in what makes vectors comparable: model, dimensions, task, normalisation.</summary>
    /// <param name="other">The other function.</param>
    /// <returns>The differences in words; empty when vectors of both can be compared.</returns>
    internal IReadOnlyList<string> DifferencesFrom(ChromaEmbeddingFunction other)
    {
        var differences = new List<string>();
        Compare("model_name", ModelName, other.ModelName);
        Compare("dimensions", Dimensions, other.Dimensions);
        Compare("task", Task?.Value, other.Task?.Value);
        Compare("normalized", Normalized ?? true, other.Normalized ?? true);
        return differences;

        void Compare(string name, object? own, object? found)
        {
            if (!Equals(own, found)) differences.Add($"{name}: collection has {own ?? "none"}, given is {found ?? "none"}");
        }
    }
}
