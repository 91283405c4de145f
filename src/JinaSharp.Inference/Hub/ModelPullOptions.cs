namespace JinaSharp.Inference;

/// <summary>What of a model is downloaded, and to where.</summary>
public sealed class ModelPullOptions
{
    /// <summary>A branch, a tag or a commit.</summary>
    /// <value>The default is <c>main</c>.</value>
    public string Revision { get; set; } = ModelHubDefaults.Revision;

    /// <summary>The folder for the model's files.</summary>
    /// <value>The default is null: a folder of the cache, where the model is found by its id.</value>
    public string? Folder { get; set; }

    /// <summary>Patterns of files to download beyond configuration, tokenizer and safetensors weights: <c>*</c> and <c>?</c> stand for characters;
    /// a pattern without a slash is compared with the file's name, others with its whole path.</summary>
    /// <value>The default is empty.</value>
    public IList<string> Include { get; set; } = [];
}
