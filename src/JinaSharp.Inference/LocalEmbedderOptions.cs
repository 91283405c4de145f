namespace JinaSharp.Inference;

/// <summary>How a local model runs.</summary>
public sealed class LocalEmbedderOptions
{
    /// <summary>Threads that compute.</summary>
    /// <value>The default is null: one for each processor.</value>
    public int? Threads { get; set; }

    /// <summary>The most tokens of one forward pass over several texts; concurrent calls share it.</summary>
    /// <value>The default is 8192. A longer text runs alone.</value>
    public int TokenBudget { get; set; } = 8192;

    /// <summary>The most tokens of a text, special tokens and instruction included.</summary>
    /// <value>The default is null: the model's own. Models with ALiBi positions take more than they name.</value>
    public int? MaxTokens { get; set; }

    /// <summary>What joins the texts of a late-chunking call, unless a text ends in white space.</summary>
    /// <value>The default is one space.</value>
    public string LateChunkingSeparator { get; set; } = " ";

    /// <summary>Tokens that the windows of a late-chunking document longer than the context share.</summary>
    /// <value>The default is null: 256, or half of <see cref="MaxTokens"/> where that is less. Zero: windows do not overlap.</value>
    public int? LateChunkingOverlap { get; set; }

    /// <summary>What precedes every text, in the place of its task's instruction.</summary>
    /// <value>The default is null: the instruction of the call's task; where the call has no task, the folder's default prompt, if it names one. Empty: nothing.</value>
    public string? Prompt { get; set; }

    /// <summary>The name that embeddings carry.</summary>
    /// <value>The default is null: the folder's name.</value>
    public string? ModelId { get; set; }
}
