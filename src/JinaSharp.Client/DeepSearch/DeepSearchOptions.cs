using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace JinaSharp.Client;

/// <summary>Options of DeepSearch. Null is the service's default.</summary>
[Experimental("JINA001", UrlFormat = "https://github.com/jinasharp/jinasharp/blob/main/docs/experimental/{0}.md")]
public sealed class DeepSearchOptions
{
    /// <summary>The model.</summary>
    /// <value>The default is <c>jina-deepsearch-v1</c>.</value>
    public string Model { get; set; } = "jina-deepsearch-v1";

    /// <summary><c>low</c>, <c>medium</c> or <c>high</c>.</summary>
    public string? ReasoningEffort { get; set; }

    /// <summary>The most tokens to spend; comes before the effort.</summary>
    public int? BudgetTokens { get; set; }

    /// <summary>The most tries; comes before the effort.</summary>
    public int? MaxAttempts { get; set; }

    /// <summary>Whether even simple questions are searched for.</summary>
    public bool? NoDirectAnswer { get; set; }

    /// <summary>How many addresses are given at most.</summary>
    public int? MaxReturnedUrls { get; set; }

    /// <summary>The JSON schema of the answer.</summary>
    public JsonElement? JsonSchema { get; set; }

    /// <summary>Hosts to prefer.</summary>
    public IList<string> BoostHostnames { get; } = [];

    /// <summary>Hosts to leave out.</summary>
    public IList<string> BadHostnames { get; } = [];

    /// <summary>Hosts to stay on.</summary>
    public IList<string> OnlyHostnames { get; } = [];

    /// <summary>How many searchers work together.</summary>
    public int? TeamSize { get; set; }

    /// <summary>The search provider, such as <c>arxiv</c>.</summary>
    public string? SearchProvider { get; set; }

    /// <summary>The language of the searches.</summary>
    public string? SearchLanguage { get; set; }

    /// <summary>The language of the answer.</summary>
    public string? AnswerLanguage { get; set; }
}
