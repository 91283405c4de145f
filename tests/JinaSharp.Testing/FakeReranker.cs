using Microsoft.Extensions.AI;

namespace JinaSharp.Testing;

/// <summary>A reranker for tests: it records each call, and scores by shared words or by a callback.</summary>
/// <remarks>
/// The default score of a document is the share of the query's different words that it holds, from 0 to 1, letter case and accents folded;
/// contents that are not text score 0. The same call always gets the same answer. Usage counts one token a character. Safe for concurrent use.
/// </remarks>
public sealed class FakeReranker : IReranker
{
    private readonly List<FakeRerankCall> _calls = [];

    /// <summary>The model that the reranker names.</summary>
    /// <value>The default is <c>fake-reranker</c>.</value>
    public string ModelId { get; init; } = "fake-reranker";

    /// <summary>Replaces the score of a document; null keeps the default one.</summary>
    public Func<AIContent, AIContent, double>? OnScore { get; set; }

    /// <summary>Replaces the whole answer; null keeps the default one.</summary>
    public Func<FakeRerankCall, CancellationToken, Task<RerankResults>>? OnRerank { get; set; }

    /// <summary>The calls so far, in order of their start.</summary>
    public IReadOnlyList<FakeRerankCall> Calls
    {
        get
        {
            lock (_calls) return [.. _calls];
        }
    }

    /// <summary>Whether the reranker was disposed.</summary>
    public bool IsDisposed { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="RerankOptions.TopN"/> is less than 1.</exception>
    public Task<RerankResults> RerankAsync(
        AIContent query, IReadOnlyList<AIContent> documents, RerankOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(documents);
        cancellationToken.ThrowIfCancellationRequested();
        if (options?.TopN is < 1) throw new ArgumentOutOfRangeException(nameof(options), options.TopN, "TopN is at least 1, or null for all.");
        var call = new FakeRerankCall(query, [.. documents], options?.Clone());
        lock (_calls) _calls.Add(call);
        return OnRerank is { } answer ? answer(call, cancellationToken) : Task.FromResult(Answer(call));
    }

    /// <summary>The default answer to a call.</summary>
    /// <param name="call">The call.</param>
    /// <returns>The results, best first; equal scores in the order of the documents.</returns>
    public RerankResults Answer(FakeRerankCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var withDocuments = call.Options?.ReturnDocuments ?? true;
        var score = OnScore ?? SharedWords;
        var results = call.Documents
            .Select((document, index) => new RerankResult(index, score(call.Query, document), withDocuments ? document : null))
            .Where(result => call.Options?.MinScore is not { } least || result.Score >= least)
            .OrderByDescending(result => result.Score).ThenBy(result => result.Index)
            .Take(call.Options?.TopN ?? int.MaxValue);
        var tokens = TextOf(call.Query).Length + call.Documents.Sum(document => (long)TextOf(document).Length);
        return new RerankResults([.. results])
        {
            ModelId = call.Options?.ModelId ?? ModelId,
            Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens },
        };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(RerankerMetadata)) return new RerankerMetadata("fake", null, ModelId);
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Marks the reranker as disposed.</summary>
    public void Dispose() => IsDisposed = true;

    private static double SharedWords(AIContent query, AIContent document)
    {
        var asked = WordsOf(query);
        return asked.Count == 0 ? 0 : (double)asked.Intersect(WordsOf(document)).Count() / asked.Count;
    }

    private static HashSet<ulong> WordsOf(AIContent content)
    {
        HashSet<ulong> words = [];
        foreach (var token in TextAnalyzer.Enumerate(TextOf(content))) words.Add(token.Hash);
        return words;
    }

    private static string TextOf(AIContent content) => (content as TextContent)?.Text ?? "";
}
