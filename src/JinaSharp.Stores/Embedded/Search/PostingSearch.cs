using JinaSharp.Stores.Embedded.Columns;

namespace JinaSharp.Stores.Embedded.Search;

/// <summary>Searches over inverted lists: sparse vectors by dot product, words by BM25.</summary>
internal static class PostingSearch
{
    // The usual constants of Okapi BM25 (Robertson and Zaragoza, 2009).
    private const double Saturation = 1.2;
    private const double LengthWeight = 0.75;

    // A record that scores less than this share of what all the query's words are worth holds only its function words. In a hybrid
    // ranking, where only ranks count, such records would push better ones down, so they are left out there; a keyword search alone
    // returns them last. Found with 'jina-bench quality'.
    private const double LeastShare = 0.08;

    public static void Sparse(SearchScope scope, int ordinal, SparseVector query, TopCandidates top)
    {
        for (var slice = 0; slice < scope.View.Slices.Count; slice++)
        {
            var (segment, rowCount) = scope.View.Slices[slice];
            var column = segment.Vectors[ordinal];
            using var sums = new RowScores(rowCount);
            for (var i = 0; i < query.Indices.Length; i++)
            {
                scope.CancellationToken.ThrowIfCancellationRequested();
                var weight = query.Values.Span[i];
                var postings = column.Positions!.Find(query.Indices.Span[i]).Before(rowCount);
                for (var p = 0; p < postings.Rows.Length; p++)
                    sums.Add(postings.Rows[p], weight * BitConverter.Int32BitsToSingle(postings.Values[p]));
            }
            sums.Collect(scope, slice, top);
        }
        GC.KeepAlive(scope);
    }

    // sum over words w of the query: significance(w) * idf(w) * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average length))
    // idf(w) = ln(1 + (N - n + 0.5) / (n + 0.5)), N records, n of them with w
    public static void Words(SearchScope scope, string text, TopCandidates top, bool significantOnly)
    {
        var weights = new Dictionary<ulong, double>();
        double worth = 0;
        var tokens = TextAnalyzer.Enumerate(text);
        while (tokens.MoveNext())
        {
            var word = tokens.Current.Hash;
            if (weights.ContainsKey(word)) continue;
            weights[word] = Weight(scope.View, word) * Significance(tokens.Current.Kind, tokens.Folded.Length);
            worth += weights[word];
        }
        if (weights.Count == 0 || scope.View.LiveCount == 0) return;
        var average = Math.Max(1e-9, (double)scope.View.WordCount / scope.View.LiveCount);
        for (var slice = 0; slice < scope.View.Slices.Count; slice++)
        {
            var (segment, rowCount) = scope.View.Slices[slice];
            using var sums = new RowScores(rowCount);
            foreach (var (word, weight) in weights)
            {
                scope.CancellationToken.ThrowIfCancellationRequested();
                var postings = segment.Words!.Find(word).Before(rowCount);
                for (var p = 0; p < postings.Rows.Length; p++)
                {
                    double count = postings.Values[p];
                    var length = segment.WordCount(postings.Rows[p]) / average;
                    sums.Add(postings.Rows[p], (float)(weight * count * (Saturation + 1) / (count + (Saturation * (1 - LengthWeight + (LengthWeight * length))))));
                }
            }
            sums.Collect(scope, slice, top, significantOnly ? (float)(LeastShare * worth) : float.NegativeInfinity);
        }
        GC.KeepAlive(scope);
    }

    // significance(w) = l^2 / (l^2 + 8) for a word of l letters, as in the lexical embedder: short words are mostly function words, in every
    // alphabet, which idf alone cannot tell in a small collection.
    private static double Significance(TextTokenKind kind, int length) =>
        kind is TextTokenKind.Word or TextTokenKind.Part ? length * length / (length * length + 8.0) : 1;

    private static double Weight(View view, ulong word)
    {
        long holders = 0;
        foreach (var (segment, rowCount) in view.Slices)
        {
            var rows = segment.Words!.Find(word).Before(rowCount).Rows;
            // Lists also name rows that are gone; scores must not depend on what was there before.
            if (segment.Deletions.Count == 0) holders += rows.Length;
            else foreach (var row in rows) holders += segment.Deletions.IsAlive(row, view.Version) ? 1 : 0;
        }
        return Math.Log(1 + ((view.LiveCount - holders + 0.5) / (holders + 0.5)));
    }
}
