using System.Diagnostics;
using System.Text;
using JinaSharp.Inference;

namespace JinaSharp.Benchmarks.Tokenizers;

/// <summary>
/// One thread, whole lines, spans and special tokens included, against the reference library through its Node binding in the same run,
/// pass by pass in turn. Texts and tokenizers: <c>../shared/performance/tokenizer-corpus</c>, or the folder named by <c>--corpus</c>.
/// </summary>
internal static class TokenizerThroughput
{
    private static readonly string[] Tokenizers = ["wordpiece", "bytelevel-qwen", "bytelevel-llama3", "unigram-new"];

    public static async Task RunAsync(string[] args)
    {
        var options = TokenizerBenchmarkOptions.Parse(args);
        if (options.Only.Except([.. Tokenizers, "english", "multi"]).ToArray() is [_, ..] unknown)
            throw new ArgumentException($"Unknown: {string.Join(", ", unknown)}. Tokenizers are {string.Join(", ", Tokenizers)}; texts are english and multi.", nameof(args));
        if (options.WithPeer && !TokenizerPeer.IsInstalled)
        {
            Console.WriteLine($"The reference library is not installed; only JinaSharp is measured. To install it: npm ci --prefix {TokenizerPeer.Folder}");
            options = options with { WithPeer = false };
        }

        Console.WriteLine($"{"tokenizer",-18} {"text",-8} {"tokens",9} {"hash",16} {"MB/s",7} {"M tok/s",8} {"peer MB/s",10} {"ratio",6} {"bytes/pass",10}");
        foreach (var name in Tokenizers.Where(options.Includes))
            foreach (var text in new[] { "english", "multi" }.Where(options.Includes))
                await MeasureAsync(options, name, text);
    }

    private static async Task MeasureAsync(TokenizerBenchmarkOptions options, string name, string textName)
    {
        var textFile = TokenizerCorpus.Text(options.Corpus, textName, options.Megabytes);
        var tokenizerFile = Path.Combine(options.Corpus, $"{name}.json");
        var lines = File.ReadAllText(textFile).TrimEnd('\n').Split('\n');
        var megabytes = new FileInfo(textFile).Length / 1e6;
        var tokenizer = Tokenizer.Load(tokenizerFile);
        var buffer = new TokenBuffer();
        using var peer = options.WithPeer ? TokenizerPeer.Start(tokenizerFile, textFile) : null;

        var (tokens, hash) = Hash(tokenizer, lines, buffer);
        var peerHash = peer is null ? "" : (await peer.PassAsync()).Hash;
        List<double> own = [], theirs = [];
        long allocated = 0;
        for (var round = 0; round < options.Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var started = Stopwatch.GetTimestamp();
            foreach (var line in lines)
                tokenizer.Encode(line, buffer);
            own.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (peer is not null)
                theirs.Add((await peer.PassAsync()).Seconds);
        }

        var seconds = Median(own);
        var row = new StringBuilder($"{name,-18} {textName,-8} {tokens,9} {hash:x16} {megabytes / seconds,7:F1} {tokens / seconds / 1e6,8:F2}");
        if (peer is not null)
        {
            row.Append($" {megabytes / Median(theirs),10:F2} {Median(theirs) / seconds,6:F2}");
            if (peerHash != $"{hash:x16}")
                throw new InvalidOperationException($"The reference library gives other ids: {peerHash}.");
        }
        else
        {
            row.Append($" {"-",10} {"-",6}");
        }

        Console.WriteLine(row.Append($" {allocated,10}"));
    }

    private static (long Tokens, ulong Hash) Hash(Tokenizer tokenizer, string[] lines, TokenBuffer buffer)
    {
        var hash = 0xcbf29ce484222325;
        long tokens = 0;
        foreach (var line in lines)
        {
            tokenizer.Encode(line, buffer);
            tokens += buffer.Count;
            foreach (var id in buffer.Ids)
                Add((uint)id);
            Add(uint.MaxValue);
        }

        return (tokens, hash);

        void Add(uint value)
        {
            for (var shift = 0; shift < 32; shift += 8)
                hash = (hash ^ ((value >> shift) & 255)) * 0x100000001b3;
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
