namespace JinaSharp.Client;

/// <summary>Options of <see cref="JinaSegmenter"/>. Null means "not set".</summary>
public sealed class SegmentOptions
{
    /// <summary>The tokenizer: <c>cl100k_base</c>, <c>o200k_base</c>, <c>p50k_base</c>, <c>r50k_base</c>, <c>p50k_edit</c> or <c>gpt2</c>.</summary>
    /// <value>The default is null: <c>cl100k_base</c>.</value>
    public string? Tokenizer { get; set; }

    /// <summary>Whether the tokens come back.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool ReturnTokens { get; set; }

    /// <summary>Whether the chunks come back.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool ReturnChunks { get; set; } = true;

    /// <summary>The most characters of a chunk.</summary>
    /// <value>The default is null: 1000.</value>
    public int? MaxChunkLength { get; set; }

    /// <summary>Only the first tokens, as many; excludes <see cref="Tail"/>.</summary>
    public int? Head { get; set; }

    /// <summary>Only the last tokens, as many; excludes <see cref="Head"/>.</summary>
    public int? Tail { get; set; }
}
