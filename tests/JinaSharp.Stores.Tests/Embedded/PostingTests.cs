using JinaSharp.Stores.Embedded.Columns;

namespace JinaSharp.Stores.Tests.Embedded;

/// <summary>Postings in memory against a plain dictionary of lists.</summary>
public sealed class PostingTests
{
    [Theory]
    [InlineData(1, 400)]
    [InlineData(3, 150)]
    [InlineData(200, 9)]
    public void Growing_RunAfterRun_FindsWhatWasAdded(int rowsPerRun, int runs)
    {
        var random = new Random(rowsPerRun);
        var builder = new PostingRunBuilder();
        var index = new GrowingPostingIndex();
        var expected = new SortedDictionary<ulong, List<(int Row, int Value)>>();
        var row = 0;
        for (var run = 0; run < runs; run++)
        {
            for (var i = 0; i < rowsPerRun; i++)
            {
                var counts = new Dictionary<ulong, int>();
                for (var n = random.Next(30); n > 0; n--)
                {
                    var term = Term(random.Next(1, 3000) * random.Next(1, 5));
                    builder.Count(term, i);
                    counts[term] = counts.GetValueOrDefault(term) + 1;
                }
                foreach (var (term, count) in counts)
                {
                    if (!expected.TryGetValue(term, out var list)) expected[term] = list = [];
                    list.Add((row + i, count));
                }
            }
            if (builder.Take(rowsPerRun) is { } made)
            {
                made.MoveTo(row);
                index.Append(made);
            }
            row += rowsPerRun;
        }

        Assert.All(expected, pair => Assert.Equal(pair.Value, Pairs(index.Find(pair.Key))));
        Assert.True(index.Find(Term(-1)).Rows.IsEmpty);
        Assert.InRange(index.Runs.Count, 1, 15 * 4);
        Assert.Equal(expected.Select(pair => (pair.Key, pair.Value.Count)), Walk(index.Runs));
    }

    [Fact]
    public void Builder_ManyTermsThenFew_ForgetsTheFormer()
    {
        var builder = new PostingRunBuilder();
        for (var term = 0; term < 20_000; term++) builder.Add(Term(term), 0, 7);
        Assert.Equal(20_000, builder.Take(1)!.TermCount);
        for (var round = 0; round < 50; round++)
        {
            for (var term = 0; term < 300; term++) builder.Add(Term(round + term), 0, round);

            var run = builder.Take(1)!;

            Assert.Equal(300, run.TermCount);
            Assert.Equal([(0, round)], Pairs(run.At(run.Find(Term(round)))));
        }
        Assert.Null(builder.Take(1));
    }

    private static ulong Term(int number) => unchecked((ulong)number * 0xD6E8FEB86659FD93);

    private static List<(int Row, int Value)> Pairs(Postings postings)
    {
        var pairs = new List<(int, int)>();
        for (var i = 0; i < postings.Rows.Length; i++) pairs.Add((postings.Rows[i], postings.Values[i]));
        return pairs;
    }

    private static List<(ulong Term, int Count)> Walk(IReadOnlyList<PostingRun> runs)
    {
        var merge = new PostingMerge(runs);
        var found = new List<(ulong, int)>();
        while (merge.TryNext(out var run, out var index, out var isNewTerm))
        {
            if (isNewTerm) found.Add((runs[run].Term(index), 0));
            found[^1] = (found[^1].Item1, found[^1].Item2 + runs[run].At(index).Rows.Length);
        }
        return found;
    }
}
