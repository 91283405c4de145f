using System.Text.Json;
using JinaSharp.Embeddings;

namespace JinaSharp;

/// <summary>How a collection's texts are embedded: what Chroma calls the configuration of the embedding function <c>jina</c>.</summary>
/// <remarks>
/// Its JSON is the one that Chroma's own clients write and read, so that a collection made by one opens in the other. It holds the name of the
/// variable with the API key, never the key. Null means "not set", as there.
/// </remarks>
public sealed record JinaEmbeddingConfiguration
{
    /// <summary>The name of the environment variable with the API key.</summary>
    /// <value>The default is <c>JINA_API_KEY</c>.</value>
    public string ApiKeyVariable { get; init; } = "JINA_API_KEY";

    /// <summary>The model.</summary>
    public required string ModelName { get; init; }

    /// <summary>The task of documents, and of queries unless <see cref="QueryOverrides"/> has another.</summary>
    /// <value>The default is null: the model's own.</value>
    public EmbeddingTask? Task { get; init; }

    /// <summary>Whether the documents of one call are consecutive chunks of one document. Never applies to queries.</summary>
    /// <value>The default is null: they are not.</value>
    public bool? LateChunking { get; init; }

    /// <summary>Whether over-long text is cut instead of refused.</summary>
    /// <value>The default is null: refused.</value>
    public bool? Truncate { get; init; }

    /// <summary>The number of dimensions.</summary>
    /// <value>The default is null: the model's own.</value>
    /// <exception cref="ArgumentException">It is less than 1.</exception>
    public int? Dimensions
    {
        get;
        init => field = value is null or > 0 ? value : throw new ArgumentException($"Dimensions must be at least 1; it is {value}. Leave it null for the model's own.", nameof(value));
    }

    /// <summary>The name of the encoding on the wire, such as <c>float</c>.</summary>
    /// <value>The default is null: the client's own.</value>
    public string? EmbeddingType { get; init; }

    /// <summary>Whether vectors are scaled to unit length.</summary>
    /// <value>The default is null: the model's own.</value>
    public bool? Normalized { get; init; }

    /// <summary>Fields that replace the above for queries, by their wire names: <c>task</c> and the like.</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyDictionary<string, JsonElement> QueryOverrides { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Fields that other clients wrote and that are unknown here; they are written back as they were.</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyDictionary<string, JsonElement> UnknownFields { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>The name that Chroma knows the function by: <c>jina</c>, or <c>jinasharp</c> for the built-in lexical embedder, which no other client has.</summary>
    public string FunctionName => ModelName == LexicalEmbeddingGenerator.ModelId ? "jinasharp" : "jina";

    /// <summary>Where to look for the API key, in this order: the named variable, then the names that the other clients use.</summary>
    public IReadOnlyList<string> ApiKeyVariables => [.. ((string[])[ApiKeyVariable, "JINA_API_KEY", "CHROMA_JINA_API_KEY"]).Distinct()];

    /// <summary>The configuration that the catalogue suggests for a model: its document task, and its query task for queries.</summary>
    /// <param name="modelName">The model; one that the catalogue does not know gets no tasks.</param>
    /// <param name="dimensions">The number of dimensions; null for the model's own.</param>
    /// <returns>The configuration.</returns>
    public static JinaEmbeddingConfiguration ForModel(string modelName, int? dimensions = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelName);
        var card = ModelCatalog.Find(modelName);
        return new JinaEmbeddingConfiguration
        {
            ModelName = modelName,
            Dimensions = dimensions,
            Task = card?.DocumentTask,
            QueryOverrides = card?.QueryTask is { } task ? JinaEmbeddingConfigurationJson.TaskOverride(task) : new Dictionary<string, JsonElement>(),
        };
    }

    /// <summary>Reads the JSON object that a Chroma collection holds, from any client.</summary>
    /// <param name="config">The object with <c>model_name</c>.</param>
    /// <returns>The configuration.</returns>
    /// <exception cref="FormatException">A field is missing or of the wrong kind; the message names it.</exception>
    public static JinaEmbeddingConfiguration Parse(JsonElement config) => JinaEmbeddingConfigurationJson.Read(config);

    /// <summary>Writes the JSON object that a Chroma collection holds: every field, nulls included, and the unknown ones as they were.</summary>
    /// <param name="writer">Where to.</param>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        JinaEmbeddingConfigurationJson.Write(writer, this);
    }

    /// <summary>The JSON text of <see cref="WriteTo"/>.</summary>
    /// <returns>One object.</returns>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>What makes vectors of two configurations incomparable.</summary>
    /// <param name="other">The other configuration.</param>
    /// <returns>One line a difference, such as <c>model_name: 'a' and 'b'</c>; empty when the vectors fit together.</returns>
    public IReadOnlyList<string> DifferencesFrom(JinaEmbeddingConfiguration other)
    {
        ArgumentNullException.ThrowIfNull(other);
        List<string> differences = [];
        Compare("model_name", ModelName, other.ModelName);
        Compare("dimensions", SizeOf(this), SizeOf(other));
        Compare("task", Task?.Family, other.Task?.Family);
        Compare("normalized", Normalized ?? true, other.Normalized ?? true);
        return differences;

        void Compare<T>(string field, T mine, T theirs)
        {
            if (!EqualityComparer<T>.Default.Equals(mine, theirs)) differences.Add($"{field}: '{mine}' and '{theirs}'");
        }
    }

    /// <summary>The options of a call for documents.</summary>
    /// <returns>New options.</returns>
    public JinaEmbeddingOptions ToDocumentOptions() => JinaEmbeddingConfigurationJson.ToOptions(this);

    /// <summary>The options of a call for queries: <see cref="QueryOverrides"/> over the rest, without late chunking.</summary>
    /// <returns>New options.</returns>
    public JinaEmbeddingOptions ToQueryOptions()
    {
        var options = JinaEmbeddingConfigurationJson.ToOptions(JinaEmbeddingConfigurationJson.Overlay(this));
        options.LateChunking = null;
        return options;
    }

    private static int? SizeOf(JinaEmbeddingConfiguration configuration) => configuration.Dimensions ?? ModelCatalog.Find(configuration.ModelName)?.Dimensions;
}
