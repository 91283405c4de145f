using Microsoft.Extensions.AI;

namespace JinaSharp.Stores.Chroma;

/// <summary>Settings of a <see cref="ChromaStore"/>.</summary>
public sealed class ChromaStoreOptions : RemoteStoreOptions
{
    /// <summary>Creates options with the defaults of Chroma.</summary>
    public ChromaStoreOptions() => MaxBatchBytes = 16 * 1024 * 1024;

    /// <summary>The tenant.</summary>
    /// <value>The default is <c>default_tenant</c>, which every server has.</value>
    public string Tenant { get; set; } = "default_tenant";

    /// <summary>The database.</summary>
    /// <value>The default is <c>default_database</c>, which every server has.</value>
    public string Database { get; set; } = "default_database";

    /// <summary>Makes the embedder that a collection's stored embedding function describes. Called at the first text to embed, with the key found in the
    /// environment by the names of <see cref="JinaEmbeddingConfiguration.ApiKeyVariables"/>, or null when none is set.</summary>
    /// <value>The default is null: texts cannot be embedded, everything else works. <c>AddChromaStore</c> of the package JinaSharp sets it to the Jina API.</value>
    public Func<JinaEmbeddingConfiguration, string?, IEmbeddingGenerator<string, Embedding<float>>>? EmbeddingGeneratorFactory { get; set; }

    /// <summary>What happens when a collection is opened with a function that is not the one it carries: is called with the collection's name and the differences
    /// (model, dimensions, task, normalisation), and the collection is opened with the function given.</summary>
    /// <value>The default is null: the collection is refused, as vectors of two models cannot be compared.</value>
    public Action<string, IReadOnlyList<string>>? FunctionMismatch { get; set; }

    /// <summary>Reads a variable of the environment.</summary>
    /// <value>The default is <see cref="Environment.GetEnvironmentVariable(string)"/>.</value>
    public Func<string, string?> ReadVariable { get; set; } = Environment.GetEnvironmentVariable;
}
