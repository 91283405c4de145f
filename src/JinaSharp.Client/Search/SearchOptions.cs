namespace JinaSharp.Client;

/// <summary>Options of a web search: those of the Reader for the pages found, and its own. Null is the service's default.</summary>
public sealed class SearchOptions : ReaderOptions
{
    /// <summary>How many results, 0 to 20.</summary>
    /// <value>The default is null: 10.</value>
    public int? Count { get; set; }

    /// <summary>The page of results.</summary>
    public int? Page { get; set; }

    /// <summary>What is searched for.</summary>
    public SearchKind Kind { get; set; }

    /// <summary>The country's two letters.</summary>
    public string? Country { get; set; }

    /// <summary>The language's two letters.</summary>
    public string? Language { get; set; }

    /// <summary>The place, such as a city.</summary>
    public string? Location { get; set; }

    /// <summary>The search provider: <c>google</c>, <c>bing</c> or <c>reader</c>.</summary>
    public string? Provider { get; set; }

    /// <summary>Whether the query is relaxed when nothing is found.</summary>
    public bool? Fallback { get; set; }

    /// <summary>Whether the query is left as it is, without correction.</summary>
    public bool? NoAutoCorrect { get; set; }

    /// <summary>Only from these sites.</summary>
    public IList<string> Sites { get; } = [];

    /// <summary>Only files of these types.</summary>
    public IList<string> FileTypes { get; } = [];

    /// <summary>Only with these words in the title.</summary>
    public IList<string> InTitle { get; } = [];

    /// <summary>Whether the results come without the pages' content, much cheaper.</summary>
    public bool NoContent { get; set; }

    /// <summary>Whether the sites' icons are given.</summary>
    public bool WithFavicons { get; set; }
}
