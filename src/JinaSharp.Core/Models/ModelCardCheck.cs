using JinaSharp.Embeddings;

namespace JinaSharp.Models;

/// <summary>The checks behind <see cref="ModelCard.EnsureSupports"/>.</summary>
internal static class ModelCardCheck
{
    public static void Check(ModelCard card, EmbeddingCall call)
    {
        if (call.Dimensions is { } dimensions) CheckDimensions(card, dimensions, call.ReturnMultiVector is true);
        if (call.Task is { } task) CheckTask(card, task);
        if (call.LateChunking is true && !card.SupportsLateChunking)
            throw Refused($"{card.Id} has no late chunking. Leave it unset, or use {Models(other => other.SupportsLateChunking)}.");
        if (call.ReturnMultiVector is true && card.MultiVector == MultiVectorSupport.None)
            throw Refused($"{card.Id} gives one vector an input, not one a token. Use {Models(other => other.MultiVector != MultiVectorSupport.None)}.");
        if (call.ReturnMultiVector is false && card.MultiVector == MultiVectorSupport.Always)
            throw Refused($"{card.Id} always gives one vector a token. Use a single-vector model such as jina-embeddings-v3.");
        if (call.Normalized is false && !card.SupportsNormalized)
            throw Refused($"{card.Id} cannot give vectors that are not normalised. Leave the option unset.");
        if (call.Truncate is true && !card.SupportsTruncate)
            throw Refused($"{card.Id} cannot cut over-long input on request. Leave the option unset and cut the text before the call.");
    }

    private static void CheckDimensions(ModelCard card, int dimensions, bool multiVector)
    {
        if (multiVector && card.MultiVector == MultiVectorSupport.Optional)
            throw Refused($"{card.Id} gives multi-vectors of {card.MultiVectorDimensions} dimensions a token; the size cannot be chosen. Leave the dimensions unset.");
        if (card.MinDimensions is not { } least || card.MaxDimensions is not { } most)
            throw Refused($"{card.Id} makes vectors of {card.Dimensions} dimensions only; {dimensions} were asked for. Leave the dimensions unset.");
        var trained = string.Join(", ", card.MatryoshkaDimensions);
        if (card.OnlyTrainedDimensions && !card.MatryoshkaDimensions.Contains(dimensions))
            throw Refused($"{card.Id} makes vectors of {trained} dimensions; {dimensions} were asked for.");
        if (dimensions < least || dimensions > most)
            throw Refused($"{card.Id} makes vectors of {least} to {most} dimensions{(trained.Length > 0 ? $" (best: {trained})" : "")}; {dimensions} were asked for.");
    }

    private static void CheckTask(ModelCard card, EmbeddingTask task)
    {
        if (card.AcceptsAnyTask || card.Tasks.Contains(task)) return;
        throw Refused(card.Tasks.Count == 0
            ? $"{card.Id} has no tasks; '{task}' was asked for. Leave the task unset."
            : $"{card.Id} has the tasks {string.Join(", ", card.Tasks)}; '{task}' was asked for.");
    }

    private static string Models(Func<ModelCard, bool> condition) =>
        string.Join(" or ", ModelCatalog.All.Where(card => card.InApi && condition(card)).Select(card => card.Id));

    private static ArgumentException Refused(string message) => new(message);
}
