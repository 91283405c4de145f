using System.Diagnostics.CodeAnalysis;

namespace JinaSharp.Client;

/// <summary>A whole answer.</summary>
/// <param name="Text">The answer, without the thinking.</param>
/// <param name="Annotations">Its sources.</param>
/// <param name="VisitedUrls">The addresses looked at.</param>
/// <param name="ReadUrls">The addresses read.</param>
/// <param name="Tokens">What it cost.</param>
[Experimental("JINA001", UrlFormat = "https://github.com/jinasharp/jinasharp/blob/main/docs/experimental/{0}.md")]
public sealed record DeepSearchAnswer(
    string Text, IReadOnlyList<DeepSearchAnnotation> Annotations, IReadOnlyList<string> VisitedUrls, IReadOnlyList<string> ReadUrls, long? Tokens);
