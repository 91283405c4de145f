using System.CommandLine;
using System.Diagnostics;
using JinaSharp.Cli.Selection;
using JinaSharp.Inference;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina bench --model DIR</c>: how fast a model folder embeds on this machine.</summary>
internal static class BenchCommand
{
    private static readonly Option<string> Model = new("--model", "-m") { Description = "An embedding model: a folder, or the id of a pulled one.", HelpName = "DIR|ID", Required = true };

    private static readonly Option<int?> Threads = SharedOptions.Positive(new Option<int?>("--threads") { Description = "Threads. Default: one for each processor.", HelpName = "N" }, 1024);

    public static Command Create(CliHost host) => new Command("bench", "Measure a local model: tokens a second.") { Model, Threads }.Runs(host, RunAsync);

    private static async Task<int> RunAsync(CliContext context)
    {
        var folder = ModelFolders.Require(context.Host, context.Get(Model)!, "an embedding model");
        var started = Stopwatch.GetTimestamp();
        using var embedder = new LocalEmbedder(folder, new LocalEmbedderOptions { Threads = context.Get(Threads) });
        context.Output.Line($"load      {Stopwatch.GetElapsedTime(started).TotalMilliseconds,10:F0} ms");
        foreach (var (texts, words) in ((int, int)[])[(1, 12), (1, 100), (32, 12), (32, 100), (8, 400)])
        {
            string[] batch = [.. Enumerable.Range(0, texts).Select(text => string.Join(' ', Enumerable.Range(0, words).Select(word => Words[(text * 31 + word * 7) % Words.Length])))];
            var (tokens, times) = (0L, new List<double>());
            while (times.Count < 4 || (times.Sum() < 1 && times.Count < 50))
            {
                started = Stopwatch.GetTimestamp();
                var result = await embedder.GenerateAsync(batch, new JinaEmbeddingOptions { Truncate = true }, context.CancellationToken);
                times.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
                tokens = result.Usage!.InputTokenCount!.Value;
            }
            times.RemoveAt(0);
            times.Sort();
            var median = times[times.Count / 2];
            context.Output.Line($"{texts,3} x {words,3} words {tokens,7} tokens {median * 1e3,9:F1} ms {tokens / median,9:F0} tokens/s");
        }
        return ExitCodes.Ok;
    }

    private static readonly string[] Words =
        ["the", "quiet", "river", "crosses", "an", "old", "valley", "where", "people", "repair", "violins", "and", "read", "letters", "about", "science", "music", "weather", "trade"];
}
