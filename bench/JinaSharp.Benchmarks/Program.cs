using JinaSharp.Benchmarks;
using JinaSharp.Benchmarks.Indexing;
using JinaSharp.Benchmarks.Lexical;
using JinaSharp.Benchmarks.Peers;
using JinaSharp.Benchmarks.Tokenizers;

// One entry a scenario: 'jina-bench NAME [arguments]'.
var scenarios = new SortedDictionary<string, Func<string[], Task>>(StringComparer.Ordinal)
{
    ["attention"] = JinaSharp.Benchmarks.Inference.AttentionSpeed.RunAsync,
    ["batch"] = JinaSharp.Benchmarks.Vectors.BatchSpeed.RunAsync,
    ["matmul"] = JinaSharp.Benchmarks.Inference.MatMulSpeed.RunAsync,
    ["encoder"] = JinaSharp.Benchmarks.Inference.EncoderSpeed.RunAsync,
    ["client-decode"] = JinaSharp.Benchmarks.Client.DecodeSpeed.RunAsync,
    ["client-throughput"] = JinaSharp.Benchmarks.Client.ClientThroughput.RunAsync,
    ["dedup"] = JinaSharp.Benchmarks.Selection.DedupSpeed.RunAsync,
    ["indexing"] = IndexingThroughput.RunAsync,
    ["indexing-child"] = IndexingThroughput.RunChildAsync,
    ["lexical"] = LexicalThroughput.RunAsync,
    ["quality"] = JinaSharp.Benchmarks.Quality.RetrievalQualityBench.RunAsync,
    ["lists"] = JinaSharp.Benchmarks.Vectors.ListSpeed.RunAsync,
    ["maxsim"] = JinaSharp.Benchmarks.Vectors.MaxSimSpeed.RunAsync,
    ["peers"] = PeerCheck.RunAsync,
    ["stores-body"] = JinaSharp.Benchmarks.Stores.StoreBodySpeed.RunAsync,
    ["stores-chroma"] = JinaSharp.Benchmarks.Stores.ChromaUpsertSpeed.RunAsync,
    ["realtext"] = JinaSharp.Benchmarks.Vectors.RealTextRecall.RunAsync,
    ["scan"] = JinaSharp.Benchmarks.Vectors.ScanSpeed.RunAsync,
    ["tiles"] = JinaSharp.Benchmarks.Inference.TileSpeed.RunAsync,
    ["tokenizers"] = TokenizerThroughput.RunAsync,
    ["upsert"] = JinaSharp.Benchmarks.Vectors.UpsertSpeed.RunAsync,
};

if (args.Length == 0 || !scenarios.TryGetValue(args[0], out var scenario))
{
    Console.Error.WriteLine($"Usage: jina-bench NAME [arguments]. Names: {string.Join(", ", scenarios.Keys)}.");
    return 1;
}
Console.WriteLine(Measurement.DescribeMachine());
await scenario(args[1..]);
return 0;
