using JinaSharp.Embeddings;
using JinaSharp.Models;
using Microsoft.Extensions.AI;

namespace JinaSharp;

/// <summary>What is known of a model: sizes, tasks, limits, licence. Data only; it drives defaults and messages.</summary>
/// <remarks>A model that <see cref="ModelCatalog"/> does not know has no card, and its calls pass through unchecked.</remarks>
public sealed record ModelCard
{
    /// <summary>The model's id, such as <c>jina-embeddings-v3</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What the model does.</summary>
    public required ModelKind Kind { get; init; }

    /// <summary>The number of parameters.</summary>
    /// <value>Null when not published.</value>
    public long? ParameterCount { get; init; }

    /// <summary>The greatest number of tokens of one input (of query and documents together for a reranker), special tokens included.</summary>
    /// <value>Null when there is no limit, or none is known.</value>
    public int? ContextLength { get; init; }

    /// <summary>The number of dimensions of a vector (of one token's vector where the model always gives one a token).</summary>
    /// <value>Null when the model gives no dense vectors.</value>
    public int? Dimensions { get; init; }

    /// <summary>The sizes that the model was trained to be cut to, ascending, <see cref="Dimensions"/> included.</summary>
    /// <value>The default is empty: the model has one size.</value>
    public IReadOnlyList<int> MatryoshkaDimensions { get; init; } = [];

    /// <summary>The least number of dimensions that may be asked for.</summary>
    /// <value>Null when the size cannot be chosen.</value>
    public int? MinDimensions { get; init; }

    /// <summary>The greatest number of dimensions that may be asked for.</summary>
    /// <value>Null when the size cannot be chosen.</value>
    public int? MaxDimensions { get; init; }

    /// <summary>Whether only <see cref="MatryoshkaDimensions"/> may be asked for, not every size in range.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool OnlyTrainedDimensions { get; init; }

    /// <summary>Whether the model gives one vector a token.</summary>
    /// <value>The default is <see cref="MultiVectorSupport.None"/>.</value>
    public MultiVectorSupport MultiVector { get; init; }

    /// <summary>The number of dimensions of one token's vector.</summary>
    /// <value>Null when the model gives none.</value>
    public int? MultiVectorDimensions { get; init; }

    /// <summary>The tasks that may be asked for.</summary>
    /// <value>The default is empty: the model has no tasks.</value>
    public IReadOnlyList<EmbeddingTask> Tasks { get; init; } = [];

    /// <summary>The task when none is asked for.</summary>
    /// <value>Null when the model then uses none.</value>
    public EmbeddingTask? DefaultTask { get; init; }

    /// <summary>The task for a query of a search.</summary>
    /// <value>Null when a query needs none.</value>
    public EmbeddingTask? QueryTask { get; init; }

    /// <summary>The task for a document to be searched.</summary>
    /// <value>Null when a document needs none.</value>
    public EmbeddingTask? DocumentTask { get; init; }

    /// <summary>Whether the side of a retrieval travels as the field <c>input_type</c> (<c>query</c> or <c>document</c>) instead of <c>task</c>.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool UsesInputType { get; init; }

    /// <summary>Whether every task gives the same vectors, so that any may be asked for.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool AcceptsAnyTask { get; init; }

    /// <summary>The kinds of input.</summary>
    /// <value>The default is <see cref="ModelModalities.Text"/>.</value>
    public ModelModalities Modalities { get; init; } = ModelModalities.Text;

    /// <summary>Whether the chunks of one document can be encoded together.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool SupportsLateChunking { get; init; }

    /// <summary>Whether the caller may ask for vectors that are not of unit length.</summary>
    /// <value>The default is <see langword="false"/>: normalisation is the model's own business.</value>
    public bool SupportsNormalized { get; init; }

    /// <summary>Whether over-long input can be cut on request.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool SupportsTruncate { get; init; }

    /// <summary>The greatest number of inputs of one request to the Jina API that is known to be safe.</summary>
    /// <value>The default is 512.</value>
    public int MaxItemsPerRequest { get; init; } = 512;

    /// <summary>The licence of the weights, as an SPDX id where there is one.</summary>
    public string? License { get; init; }

    /// <summary>The day of the release.</summary>
    public DateOnly? Released { get; init; }

    /// <summary>Whether the Jina API serves the model.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool InApi { get; init; } = true;

    /// <summary>Whether the licence forbids commercial use of the weights.</summary>
    public bool IsNonCommercial => License is not null && (License.Contains("-NC", StringComparison.Ordinal) || License.Contains("Research", StringComparison.Ordinal));

    /// <summary>Refuses options that the model cannot honour, before a call is paid for.</summary>
    /// <param name="options">The options of the call; null always passes.</param>
    /// <exception cref="ArgumentException">An option is out of the model's range. The message says what the model takes.</exception>
    public void EnsureSupports(EmbeddingGenerationOptions? options) => ModelCardCheck.Check(this, EmbeddingCall.Read(options));

    /// <inheritdoc/>
    public override string ToString() => Id;
}
