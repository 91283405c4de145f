using JinaSharp.Inference.Models;
using JinaSharp.Inference.Verification;

namespace JinaSharp.Inference;

/// <summary>What a comparison of a model folder with the outputs published for its model has shown.</summary>
public sealed record LocalModelVerification
{
    /// <summary>The model that the folder was compared with.</summary>
    public required string ModelId { get; init; }

    /// <summary>The outputs, one by one.</summary>
    public required IReadOnlyList<LocalModelCheck> Checks { get; init; }

    /// <summary>What nothing is published for, so that it was not compared.</summary>
    public required IReadOnlyList<string> NotCompared { get; init; }

    /// <summary>Whether every output was reproduced.</summary>
    public bool Passed => Checks.All(check => check.Passed);

    /// <summary>The models that have published outputs to compare with.</summary>
    public static IReadOnlyList<string> KnownModels => [.. ReferenceCheck.All.Select(check => check.Model).Distinct()];

    /// <summary>Runs the published inputs of a model through a folder.</summary>
    /// <param name="modelFolder">The folder of a downloaded model.</param>
    /// <param name="modelId">Which model it should be; null: what the folder's name or shape says.</param>
    /// <param name="cancellationToken">Stops between checks.</param>
    /// <returns>How near each published output the folder comes.</returns>
    /// <exception cref="ModelFormatException">The folder is no model, damaged, or of an unsupported kind.</exception>
    /// <exception cref="ArgumentException">There are no published outputs for the model.</exception>
    public static Task<LocalModelVerification> RunAsync(string modelFolder, string? modelId = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => Run(modelFolder, modelId, cancellationToken), cancellationToken);

    internal static LocalModelVerification Run(TextModel model, string modelId, IReadOnlyList<ReferenceCheck> checks, CancellationToken cancellationToken)
    {
        using var runner = new ReferenceRunner(model);
        var results = new List<LocalModelCheck>();
        foreach (var check in checks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            results.Add(runner.Run(check));
        }
        return new LocalModelVerification { ModelId = modelId, Checks = results, NotCompared = [.. Gaps(model, checks, runner.LongestText)] };
    }

    private static LocalModelVerification Run(string modelFolder, string? modelId, CancellationToken cancellationToken)
    {
        using var model = TextModel.Open(modelFolder);
        var name = modelId is null
            ? Identify(model) ?? throw new ArgumentException($"Which model '{modelFolder}' is cannot be told from its name or shape. Name it; known are {string.Join(", ", KnownModels)}.", nameof(modelId))
            : modelId.StartsWith("jinaai/", StringComparison.OrdinalIgnoreCase) ? modelId[7..] : modelId;
        var checks = ReferenceCheck.All.Where(check => check.Model.Equals(name, StringComparison.OrdinalIgnoreCase)).ToArray();
        if (checks.Length == 0)
            throw new ArgumentException($"There are no published outputs for '{name}'; there are for {string.Join(", ", KnownModels)}.", nameof(modelId));
        return Run(model, checks[0].Model, checks, cancellationToken);
    }

    private static IEnumerable<string> Gaps(TextModel model, IReadOnlyList<ReferenceCheck> checks, int longestText)
    {
        bool Has(params ReadOnlySpan<ReferenceKind> kinds)
        {
            foreach (var kind in kinds)
                if (checks.Any(check => check.Kind == kind)) return true;
            return false;
        }
        if (!Has(ReferenceKind.State, ReferenceKind.States, ReferenceKind.MaskedStates)) yield return "token states";
        if (model.Head is null)
        {
            if (!Has(ReferenceKind.Cosine, ReferenceKind.Sum)) yield return $"dimensions after the first {checks.Where(check => check.Kind == ReferenceKind.First).Select(check => check.Expected.Length).DefaultIfEmpty().Max()} of a vector";
            if (!Has(ReferenceKind.LateSimilarity)) yield return "late chunking";
            if (model.Adapters.Where(task => checks.All(check => check.Task != task)).ToArray() is [_, ..] tasks) yield return $"the tasks {string.Join(", ", tasks)}";
            if (model.Instructions.Values.Any(instruction => instruction.Length > 0)) yield return "instructions of tasks";
        }
        yield return $"texts of more than {longestText} tokens";
    }

    private static string? Identify(TextModel model)
    {
        var byName = KnownModels.FirstOrDefault(known => model.Folder.Path.Contains(known, StringComparison.OrdinalIgnoreCase));
        if (byName is not null) return byName;
        var shape = model.Encoder.Shape;
        return (model.Folder.Family, model.Head is not null, shape.Layers, shape.HiddenSize, model.Encoder.VocabularySize) switch
        {
            (ModelFamily.JinaBert, false, 4, 512, _) => "jina-embeddings-v2-small-en",
            (ModelFamily.JinaBert, false, 12, 768, 30528) => "jina-embeddings-v2-base-en",
            (ModelFamily.JinaBertQkNorm, false, 12, 768, _) => "jina-embeddings-v2-base-code",
            (ModelFamily.XlmRobertaLora, false, 24, 1024, _) => "jina-embeddings-v3",
            (ModelFamily.JinaBert, true, 4, 384, _) => "jina-reranker-v1-tiny-en",
            (ModelFamily.JinaBert, true, 6, 384, _) => "jina-reranker-v1-turbo-en",
            (ModelFamily.XlmRobertaReranker, true, 12, 768, _) => "jina-reranker-v2-base-multilingual",
            _ => null,
        };
    }
}
