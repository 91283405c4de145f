using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using JinaSharp.Cli.Output;
using JinaSharp.Cli.Selection;
using JinaSharp.Inference;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina bench --model DIR</c>: how fast a model folder embeds or reranks on this machine.</summary>
internal static class BenchCommand
{
    private static readonly string[] s_words =
        ["the", "quiet", "river", "crosses", "an", "old", "valley", "where", "people", "repair", "violins", "and", "read", "letters", "about", "science", "music", "weather", "trade"];

    private static readonly Option<string> Model = new("--model", "-m") { Description = "A model: a folder, or the id of a pulled one.", HelpName = "DIR|ID", Required = true };

    public static Command Create(CliHost host) =>
        new Command("bench", "Measure a local model, embedder or reranker: tokens a second, medians.") { Model, LocalModelOptions.Threads }.Runs(host, RunAsync);

    private static async Task<int> RunAsync(CliContext context)
    {
        var folder = ModelFolders.Require(context.Host, context.Get(Model)!, "a model");
        var threads = context.Get(LocalModelOptions.Threads) ?? Environment.ProcessorCount;
        var info = LocalModelInfo.Read(folder);
        // Read once before: the time of a load is that with the files in memory.
        var started = Stopwatch.GetTimestamp();
        return info.Kind == "reranker" ? await RerankerAsync() : await EmbedderAsync();

        async Task<int> EmbedderAsync()
        {
            using var embedder = new LocalEmbedder(folder, new LocalEmbedderOptions { Threads = threads });
            return await MeasureAsync(context, info, threads, Stopwatch.GetElapsedTime(started), async texts =>
                (await embedder.GenerateAsync(texts, new JinaEmbeddingOptions { Truncate = true }, context.CancellationToken)).Usage!.InputTokenCount!.Value);
        }

        async Task<int> RerankerAsync()
        {
            using var reranker = new LocalReranker(folder, new LocalRerankerOptions { Threads = threads });
            return await MeasureAsync(context, info, threads, Stopwatch.GetElapsedTime(started), async texts =>
                (await reranker.RerankAsync("letters about the quiet river", texts, cancellationToken: context.CancellationToken)).Usage!.InputTokenCount!.Value);
        }
    }

    private static async Task<int> MeasureAsync(CliContext context, LocalModelInfo info, int threads, TimeSpan load, Func<string[], Task<long>> run)
    {
        if (!context.Json) context.Output.Line(string.Create(CultureInfo.InvariantCulture, $"{info.Name}: {info.Kind}, {threads} thread(s), loaded in {load.TotalMilliseconds:F0} ms"));
        var runs = new List<BenchRun>();
        foreach (var (texts, words) in ((int, int)[])[(1, 12), (1, 100), (32, 12), (32, 100), (8, 400)])
        {
            runs.Add(await RunAsync(texts, words, run));
            if (!context.Json)
                context.Output.Line(string.Create(CultureInfo.InvariantCulture,
                    $"{texts,3} x {words,3} words {runs[^1].Tokens,7} tokens {runs[^1].Milliseconds,9:F1} ms {runs[^1].TokensPerSecond,9:F0} tokens/s"));
        }
        if (context.Json)
            context.Output.Json(
                new BenchDocument { Model = info.Name, Kind = info.Kind, Threads = threads, LoadMilliseconds = load.TotalMilliseconds, Runs = runs },
                CliJsonContext.Default.BenchDocument);
        return ExitCodes.Ok;
    }

    private static async Task<BenchRun> RunAsync(int texts, int words, Func<string[], Task<long>> run)
    {
        string[] batch = [.. Enumerable.Range(0, texts).Select(text => string.Join(' ', Enumerable.Range(0, words).Select(word => s_words[(text * 31 + word * 7) % s_words.Length])))];
        var (tokens, times) = (0L, new List<double>());
        while (times.Count < 4 || (times.Sum() < 1 && times.Count < 50))
        {
            var started = Stopwatch.GetTimestamp();
            tokens = await run(batch);
            times.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        times.RemoveAt(0);
        times.Sort();
        var median = times[times.Count / 2];
        return new BenchRun { Texts = texts, Words = words, Tokens = tokens, Milliseconds = median * 1e3, TokensPerSecond = tokens / median };
    }
}
