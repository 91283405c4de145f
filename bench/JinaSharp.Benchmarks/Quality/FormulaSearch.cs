using System.Numerics.Tensors;
using JinaSharp.Embeddings.Lexical;
using JinaSharp.Pipelines;
using JinaSharp.Tests.Quality;

namespace JinaSharp.Benchmarks.Quality;

/// <summary>Searches the lexical formula's parameters: random draws, judged on half of the queries, reported on the other half.</summary>
internal static class FormulaSearch
{
    /// <param name="set">The judged set.</param>
    /// <param name="draws">How many random draws.</param>
    /// <param name="distractors">A folder whose Markdown files are cut into paragraphs that answer nothing.</param>
    public static void Run(JudgedSet set, int draws, string? distractors)
    {
        var more = distractors is null ? [] : ReadParagraphs(distractors);
        Console.WriteLine($"{more.Length} distractors");
        (JudgedSet Set, string[] More)[] sets = [(set, more), (set.JoinByFours(), more)];
        var random = new Random(7);
        var tried = new List<(double Tuned, double Held, LexicalParameters Parameters)>();
        foreach (var parameters in (LexicalParameters[])[new(), .. Enumerable.Range(0, draws).Select(_ => Draw(random))])
        {
            var scores = sets.SelectMany(one => (int[])[512, 1024], (one, dimensions) => Measure(one.Set, one.More, parameters, dimensions)).ToArray();
            tried.Add((scores.Average(score => score.Even), scores.Average(score => score.Odd), parameters));
        }
        Console.WriteLine($"baseline: tuned on {tried[0].Tuned:F4}, held out {tried[0].Held:F4}");
        foreach (var (tuned, held, parameters) in tried.OrderByDescending(one => one.Tuned).Take(15))
            Console.WriteLine($"tuned on {tuned:F4}, held out {held:F4}: {parameters}");
    }

    private static string[] ReadParagraphs(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .SelectMany(file => File.ReadAllText(file).Split("\n\n")).Where(paragraph => paragraph.Length is > 80 and < 2000)];

    /// <summary>Mean nDCG@10 of dense retrieval over the queries of even and of odd number.</summary>
    public static (double Even, double Odd) Measure(JudgedSet set, string[] distractors, LexicalParameters parameters, int dimensions)
    {
        var accumulator = new LexicalAccumulator(new LexicalFormula(parameters), dimensions);
        var documents = set.Documents.Select(document => document.Text).Concat(distractors).Select(Embed).ToArray();
        double[] sums = [0, 0];
        int[] counts = [0, 0];
        for (var i = 0; i < set.Queries.Count; i++)
        {
            var query = Embed(set.Queries[i].Text);
            var ranking = documents.Select((vector, index) => (Score: TensorPrimitives.Dot(query, vector), Index: index))
                .OrderByDescending(one => one.Score).ThenBy(one => one.Index).Take(10).Select(one => one.Index < set.Documents.Count ? set.Documents[one.Index].Id : "").ToArray();
            sums[i % 2] += RankingMetrics.Ndcg(ranking, set.Queries[i].Grades);
            counts[i % 2]++;
        }
        return (sums[0] / counts[0], sums[1] / counts[1]);

        float[] Embed(string text)
        {
            var vector = new float[dimensions];
            accumulator.Embed(text, true, vector);
            return vector;
        }
    }

    private static LexicalParameters Draw(Random random)
    {
        return new LexicalParameters
        {
            LengthDamping = Pick(4.0, 8, 12, 18, 24),
            RepeatSaturation = Pick(0.2, 0.5, 1),
            WordWeight = Pick(0, 0.1, 0.25, 0.5),
            CharacterWeight = Pick(0.4, 0.6, 0.8),
            BigramWeight = Pick(0.3, 0.45, 0.6, 0.8),
            PartWeight = Pick(0.6, 0.8, 1.0),
        };

        T Pick<T>(params T[] values) => values[random.Next(values.Length)];
    }
}
