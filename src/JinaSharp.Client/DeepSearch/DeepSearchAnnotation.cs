using System.Diagnostics.CodeAnalysis;

namespace JinaSharp.Client;

/// <summary>A source of an answer.</summary>
/// <param name="Url">Its address.</param>
/// <param name="Title">Its title.</param>
/// <param name="ExactQuote">What it says.</param>
/// <param name="Date">When it was published, as the service says.</param>
[Experimental("JINA001", UrlFormat = "https://github.com/jinasharp/jinasharp/blob/main/docs/experimental/{0}.md")]
public sealed record DeepSearchAnnotation(string Url, string? Title, string? ExactQuote, string? Date);
