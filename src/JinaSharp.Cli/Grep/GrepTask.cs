using JinaSharp.Cli.Selection;

namespace JinaSharp.Cli.Grep;

/// <summary>How the two sides of a comparison are embedded: what is looked for, and where it is looked for.</summary>
internal sealed class GrepTask
{
    // Families whose two sides have tasks of their own; all others compare like with like.
    private static readonly string[] Paired = ["retrieval", "code", "nl2code", "code2code", "code2nl", "code2completion", "qa", "techqa"];

    private readonly Embedder _embedder;
    private readonly JinaEmbeddingOptions? _targets;
    private readonly JinaEmbeddingOptions? _units;

    private GrepTask(Embedder embedder, JinaEmbeddingOptions? targets, JinaEmbeddingOptions? units) => (_embedder, _targets, _units) = (embedder, targets, units);

    /// <summary>The task of that name; retrieval, as the model does it, where none is named.</summary>
    public static GrepTask Of(Embedder embedder, string? name, int? dimensions) => name is null or "retrieval"
        ? new GrepTask(embedder, null, null)
        : Paired.Contains(name)
            ? new GrepTask(embedder, Options($"{name}.query", dimensions), Options($"{name}.passage", dimensions))
            : new GrepTask(embedder, Options(name, dimensions), Options(name, dimensions));

    /// <summary>Labels, which are no questions: like is compared with like.</summary>
    public static GrepTask OfLabels(Embedder embedder, string? name, int? dimensions)
    {
        if (name is not null) return Of(embedder, name, dimensions);
        var options = embedder.OptionsFor(EmbeddingTask.Classification);
        options.Dimensions = dimensions;
        return new GrepTask(embedder, options, options);
    }

    public async Task<IReadOnlyList<ReadOnlyMemory<float>>> EmbedTargetsAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        [.. (_targets is null ? await _embedder.Function.EncodeQueriesAsync(texts, cancellationToken) : await _embedder.Generator.GenerateAsync(texts, _targets, cancellationToken)).Select(static embedding => embedding.Vector)];

    public async Task<IReadOnlyList<ReadOnlyMemory<float>>> EmbedUnitsAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        [.. (_units is null ? await _embedder.Function.EncodeDocumentsAsync(texts, cancellationToken) : await _embedder.Generator.GenerateAsync(texts, _units, cancellationToken)).Select(static embedding => embedding.Vector)];

    private static JinaEmbeddingOptions Options(string task, int? dimensions) => new() { Task = new EmbeddingTask(task), Dimensions = dimensions };
}
