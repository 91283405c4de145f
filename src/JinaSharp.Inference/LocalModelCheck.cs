using JinaSharp.Inference.Models;
using JinaSharp.Inference.Verification;

namespace JinaSharp.Inference;

/// <summary>One published output of a model, and how near a folder comes to it.</summary>
/// <param name="Description">What was compared.</param>
/// <param name="Difference">The largest difference found.</param>
/// <param name="Tolerance">The difference that the source of the number allows.</param>
public sealed record LocalModelCheck(string Description, double Difference, double Tolerance)
{
    /// <summary>Whether the difference is within the tolerance.</summary>
    public bool Passed => Difference <= Tolerance;

    /// <summary>The models that have published outputs to compare with.</summary>
    public static IReadOnlyList<string> KnownModels => [.. ReferenceCheck.All.Select(check => check.Model).Distinct()];

    /// <summary>Runs the published inputs of a model through a folder.</summary>
    /// <param name="modelFolder">The folder of a downloaded model.</param>
    /// <param name="modelId">Which model it should be; null: what the folder's name or shape says.</param>
    /// <param name="cancellationToken">Stops between checks.</param>
    /// <returns>The name of the model and the checks.</returns>
    /// <exception cref="ModelFormatException">The folder is no model, damaged, or of an unsupported kind.</exception>
    /// <exception cref="ArgumentException">There are no published outputs for the model.</exception>
    public static Task<(string ModelId, IReadOnlyList<LocalModelCheck> Checks)> RunAsync(
        string modelFolder, string? modelId = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => Run(modelFolder, modelId, cancellationToken), cancellationToken);

    private static (string, IReadOnlyList<LocalModelCheck>) Run(string modelFolder, string? modelId, CancellationToken cancellationToken)
    {
        using var model = TextModel.Open(modelFolder);
        var name = modelId ?? Identify(model)
            ?? throw new ArgumentException($"Which model '{modelFolder}' is cannot be told from its name or shape. Name it; known are {string.Join(", ", KnownModels)}.", nameof(modelId));
        var checks = ReferenceCheck.All.Where(check => check.Model == name).ToArray();
        if (checks.Length == 0)
            throw new ArgumentException($"There are no published outputs for '{name}'; there are for {string.Join(", ", KnownModels)}.", nameof(modelId));
        using var runner = new ReferenceRunner(model);
        var results = new List<LocalModelCheck>();
        foreach (var check in checks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            results.Add(new LocalModelCheck(check.Description, runner.Difference(check), check.Tolerance));
        }
        return (name, results);
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
