using JinaSharp.Tests.Quality;

namespace JinaSharp.Benchmarks.Quality;

/// <summary>nDCG@10 on the judged set of dense (lexical embedder), keyword (BM25) and hybrid (reciprocal rank fusion) retrieval.</summary>
/// <remarks>'quality' prints the table; 'quality tune' searches the formula's parameters on the queries of even number and reports the others.</remarks>
internal static class RetrievalQualityBench
{
    public static async Task RunAsync(string[] args)
    {
        var set = JudgedSet.Load(Repository.Root);
        if (args is ["tune", ..])
        {
            FormulaSearch.Run(set, args.Length > 1 ? int.Parse(args[1]) : 200, args.Length > 2 ? args[2] : null);
            return;
        }
        Console.WriteLine($"{set.Documents.Count} documents, {set.Queries.Count} queries");
        foreach (var dimensions in (int[])[256, 512, 1024, 2048]) await PrintAsync("documents", set, dimensions, byLanguage: dimensions == LexicalEmbeddingGenerator.DefaultDimensions);
        foreach (var dimensions in (int[])[256, 512, 1024, 2048]) await PrintAsync("by fours", set.JoinByFours(), dimensions, byLanguage: false);
    }

    private static async Task PrintAsync(string name, JudgedSet set, int dimensions, bool byLanguage)
    {
        using var generator = new LexicalEmbeddingGenerator();
        var results = await RetrievalQuality.MeasureAsync(set, generator, dimensions);
        Console.WriteLine($"{name,-10} {dimensions,5} dimensions: {Describe(results)}");
        if (!byLanguage) return;
        foreach (var group in results.GroupBy(result => result.Query.Language))
            Console.WriteLine($"    {group.Key,-5} {group.Count(),3} queries: {Describe([.. group])}");
    }

    private static string Describe(IReadOnlyList<RetrievalQuality> results) =>
        $"nDCG@10 dense {results.Average(one => one.Dense):F4}, keyword {results.Average(one => one.Keyword):F4}, hybrid {results.Average(one => one.Hybrid):F4}";
}
