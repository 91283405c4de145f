using JinaSharp.Cli.Commands;
using JinaSharp.Inference;

namespace JinaSharp.Cli.Selection;

/// <summary>Tells a model folder from a model's id, and finds the folders of models that were pulled.</summary>
internal static class ModelFolders
{
    /// <summary>The full path, when the value is a folder that looks like a model or is spelled like a path; null: it is an id.</summary>
    public static string? Find(CliHost host, string model)
    {
        var path = host.Resolve(model);
        if (File.Exists(Path.Combine(path, "config.json"))) return path;
        var spelledAsPath = model.StartsWith('.') || model.StartsWith('/') || model.StartsWith('~') || model.Contains('\\', StringComparison.Ordinal);
        return spelledAsPath || (model.Contains('/', StringComparison.Ordinal) && Directory.Exists(path)) ? path : null;
    }

    /// <summary>The folder of a model that was downloaded from a hub; null where it was not.</summary>
    public static string? FindPulled(CliHost host, string id) =>
        string.IsNullOrWhiteSpace(id) ? null : ModelLocator.Find(id, ModelHubOptions.FromEnvironment(host.GetVariable));

    /// <summary>The folder of a model, for a command that can also use the API: <c>OWNER/NAME</c> is an id of a hub; a bare id is the API's, unless there is no API to ask and the model is here.</summary>
    /// <returns>The folder, or null: the API's.</returns>
    public static string? Choose(CliContext context, string model, bool hasKey)
    {
        if (Find(context.Host, model) is { } folder) return folder;
        var isHubId = model.Contains('/', StringComparison.Ordinal);
        var hasAddress = context.Get(SharedOptions.BaseUrl) is not null;
        var pulled = isHubId || !(hasAddress || hasKey) ? FindPulled(context.Host, model) : null;
        if (pulled is null && isHubId && !hasAddress)
            throw new CliException($"'{model}' is neither a folder nor a model that was pulled. Download it first (jina models pull {model}), or use the API's name without the owner.");
        return pulled;
    }

    /// <summary>The folder of a model, for a command that works with models on this machine only.</summary>
    /// <param name="host">The environment.</param>
    /// <param name="model">A folder, or the id of a pulled model.</param>
    /// <param name="expected">What the folder should hold, for the message.</param>
    public static string Require(CliHost host, string model, string expected) =>
        // What exists is meant, model or not: its reader says what is wrong with it.
        (Path.Exists(host.Resolve(model)) ? host.Resolve(model) : null) ?? Find(host, model) ?? FindPulled(host, model) ?? throw new CliException(
            $"'{model}' is neither a model folder nor a model that was pulled; expected {expected}. {(model.Count(c => c == '/') <= 1 ? $"If it is an id, download it first: jina models pull {model}" : "Check the path.")}");
}
