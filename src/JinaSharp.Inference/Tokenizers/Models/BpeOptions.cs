namespace JinaSharp.Inference.Tokenizers.Models;

/// <summary>The settings of a BPE model, as the file has them.</summary>
internal sealed record BpeOptions
{
    public string? UnknownToken { get; init; }

    public bool FuseUnknown { get; init; }

    public bool ByteFallback { get; init; }

    public bool IgnoreMerges { get; init; }

    public string ContinuingPrefix { get; init; } = "";

    public string WordSuffix { get; init; } = "";
}
