namespace JinaSharp.Cli.Selection;

/// <summary>Tells a model folder from a model's id.</summary>
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
}
