using JinaSharp.Embeddings;
using JinaSharp.Inference.Models;

namespace JinaSharp.Inference.Runtime;

/// <summary>The options of a call, checked against the model: every one is honoured or refused.</summary>
internal sealed record EmbeddingPlan
{
    public required int Dimensions { get; init; }

    public required int Adapter { get; init; }

    public required string Instruction { get; init; }

    public required bool Normalize { get; init; }

    public required bool Truncate { get; init; }

    public required bool LateChunking { get; init; }

    public static EmbeddingPlan Create(EmbeddingCall call, LocalEmbedder embedder, bool perToken)
    {
        var model = embedder.Model;
        CheckModel(call.ModelId, embedder.ModelId);
        if (perToken && call.LateChunking == true)
            throw new ArgumentException("Late chunking gives one vector a text and multi-vectors one a token; ask for one of them.");
        return new EmbeddingPlan
        {
            Dimensions = CheckDimensions(call.Dimensions, embedder.Dimensions, model, perToken),
            Adapter = FindAdapter(call.Task, model, embedder.ModelId),
            Instruction = embedder.Prompt ?? (call.Task is { Value.Length: > 0 } task ? model.Instructions.GetValueOrDefault(task.Value, "") : model.Folder.DefaultPrompt),
            Normalize = call.Normalized ?? true,
            Truncate = call.Truncate ?? false,
            LateChunking = call.LateChunking ?? false,
        };
    }

    private static void CheckModel(string? asked, string own)
    {
        if (asked is null) return;
        var name = asked.StartsWith("jinaai/", StringComparison.OrdinalIgnoreCase) ? asked[7..] : asked;
        if (!name.Equals(own, StringComparison.OrdinalIgnoreCase) && !asked.Equals(own, StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"The call asks for the model '{asked}'; this embedder has loaded '{own}'.");
    }

    private static int CheckDimensions(int? asked, int own, TextModel model, bool perToken)
    {
        if (asked is not { } dimensions) return own;
        if (dimensions < 1 || dimensions > own)
            throw new ArgumentException($"Dimensions must be from 1 to {own} for this model; found {dimensions}.");
        if (!perToken && model.MatryoshkaDimensions.Count > 0 && dimensions != own && !model.MatryoshkaDimensions.Contains(dimensions))
            throw new ArgumentException($"This model's vectors can be cut to {string.Join(", ", model.MatryoshkaDimensions)} dimensions; found {dimensions}.");
        return dimensions;
    }

    private static int FindAdapter(EmbeddingTask? task, TextModel model, string name)
    {
        if (task is not { Value.Length: > 0 } asked) return -1;
        for (var i = 0; i < model.Adapters.Count; i++)
            if (model.Adapters[i] == asked.Value) return i;
        if (model.MissingAdapters.TryGetValue(asked.Value, out var folder))
            throw new ArgumentException(
                $"'{name}' has the task '{asked.Value}', but its adapter is not in the model's folder: expected '{folder}/adapter_config.json' and '{folder}/adapter_model.safetensors'. Is the download complete?");
        throw new ArgumentException(model.Adapters.Count == 0
            ? $"'{name}' has no tasks; the call asks for '{asked.Value}'. Leave the task out."
            : $"'{name}' has no task '{asked.Value}'; it has {string.Join(", ", model.Adapters)}.");
    }
}
