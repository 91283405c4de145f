using System.Diagnostics.CodeAnalysis;

namespace JinaSharp.Client;

/// <summary>A piece of an answer as it comes in.</summary>
[Experimental("JINA001", UrlFormat = "https://github.com/jinasharp/jinasharp/blob/main/docs/experimental/{0}.md")]
public sealed record DeepSearchUpdate
{
    /// <summary>What the piece is: <c>think</c>, <c>text</c>, <c>json</c> or <c>error</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>The piece; thinking comes without its tags.</summary>
    public string Text { get; init; } = "";

    /// <summary>Sources that came with the piece.</summary>
    public IReadOnlyList<DeepSearchAnnotation> Annotations { get; init; } = [];

    /// <summary>The addresses looked at, on the last piece.</summary>
    public IReadOnlyList<string> VisitedUrls { get; init; } = [];

    /// <summary>The addresses read, on the last piece.</summary>
    public IReadOnlyList<string> ReadUrls { get; init; } = [];

    /// <summary>What the answer cost, on the last piece.</summary>
    public long? Tokens { get; init; }
}
