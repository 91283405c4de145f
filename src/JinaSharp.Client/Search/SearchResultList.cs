using System.Collections;

namespace JinaSharp.Client;

/// <summary>The results of a web search, best first.</summary>
public sealed class SearchResultList : IReadOnlyList<ReaderPage>
{
    private readonly IReadOnlyList<ReaderPage> _pages;

    internal SearchResultList(IReadOnlyList<ReaderPage> pages) => _pages = pages;

    /// <summary>What the search cost.</summary>
    public long? Tokens { get; internal init; }

    /// <inheritdoc/>
    public int Count => _pages.Count;

    /// <inheritdoc/>
    public ReaderPage this[int index] => _pages[index];

    /// <inheritdoc/>
    public IEnumerator<ReaderPage> GetEnumerator() => _pages.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
