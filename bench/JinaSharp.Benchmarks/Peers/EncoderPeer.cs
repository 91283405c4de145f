using System.Diagnostics;
using System.Text.Json.Nodes;

namespace JinaSharp.Benchmarks.Peers;

/// <summary>Another engine in its own process, asked one line at a time, so that its runs can be interleaved with ours.</summary>
/// <remarks>The protocol is described at the top of each driver in <c>bench/peers/encoder</c>. Not thread-safe.</remarks>
internal sealed class EncoderPeer : IDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromMinutes(5);

    private readonly Process _process;

    private EncoderPeer(Process process)
    {
        _process = process;
        var version = Ask(new JsonObject { ["op"] = "version" });
        Name = $"{version["name"]} {version["version"]} (Node.js {version["node"]})";
    }

    /// <summary>The engine and its version.</summary>
    public string Name { get; }

    /// <summary>Starts a peer, or says in one line on <paramref name="notes"/> why it cannot and what to do.</summary>
    public static EncoderPeer? TryStart(PeerKind kind, TextWriter notes)
    {
        try
        {
            return Start(kind);
        }
        catch (PeerException exception)
        {
            notes.WriteLine($"peer not available: {exception.Message}");
            return null;
        }
    }

    /// <exception cref="PeerException">The peer is not installed or does not answer.</exception>
    public static EncoderPeer Start(PeerKind kind)
    {
        var (folder, script, package) = kind switch
        {
            PeerKind.OnnxRuntime => (PeerPaths.Encoder, "ort.mjs", "onnxruntime-node"),
            PeerKind.LlamaCpp => (Path.Combine(PeerPaths.Encoder, "llama"), "llama.mjs", "node-llama-cpp"),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
        if (!Directory.Exists(Path.Combine(folder, "node_modules", package)))
            throw new PeerException($"{package} is not installed; run 'npm ci' in {Path.GetRelativePath(PeerPaths.Repository, folder)}.");
        try
        {
            var process = Process.Start(new ProcessStartInfo("node", [script])
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            return new EncoderPeer(process);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new PeerException("'node' is not on PATH; install Node.js 20 or newer.");
        }
    }

    /// <summary>Loads an encoder: an .onnx or .gguf file.</summary>
    /// <returns>The id for the other calls.</returns>
    public int Load(string path, int threads, int longestText = 2048, int vocabulary = 20_000) =>
        Id(new JsonObject { ["op"] = "load", ["model"] = path, ["threads"] = threads, ["context"] = longestText, ["vocabulary"] = vocabulary });

    /// <summary>Times texts of the given token lengths; one run is all of them.</summary>
    /// <param name="id">The encoder.</param>
    /// <param name="lengths">Token counts.</param>
    /// <param name="runs">The number of timed runs.</param>
    /// <param name="warmup">The number of runs before them.</param>
    /// <param name="batch">Texts a padded batch; all where null. llama.cpp takes one text a call and ignores it.</param>
    /// <param name="sort">Whether texts are sorted by length before they are cut into batches.</param>
    public PeerTiming Time(int id, IEnumerable<int> lengths, int runs = 1, int warmup = 1, int? batch = null, bool sort = false)
    {
        var request = new JsonObject { ["op"] = "time", ["id"] = id, ["lengths"] = new JsonArray([.. lengths.Select(length => JsonValue.Create(length))]), ["runs"] = runs, ["warmup"] = warmup, ["sort"] = sort };
        if (batch is { } count) request["batch"] = count;
        return Timing(Ask(request));
    }

    /// <summary>The pooled vectors of texts of token ids, which must carry their special tokens.</summary>
    public float[][] Embed(int id, IEnumerable<int[]> texts)
    {
        var ids = new JsonArray([.. texts.Select(text => new JsonArray([.. text.Select(token => JsonValue.Create(token))]))]);
        var vectors = Ask(new JsonObject { ["op"] = "embed", ["id"] = id, ["ids"] = ids })["vectors"]!.AsArray();
        return [.. vectors.Select(vector => vector!.AsArray().Select(value => value!.GetValue<float>()).ToArray())];
    }

    /// <summary>Makes a matrix product with constant weights (ONNX Runtime only): y[m,n] = x[m,k] w[k,n].</summary>
    public int LoadMatMul(int n, int k, int threads) =>
        Id(new JsonObject { ["op"] = "load_matmul", ["n"] = n, ["k"] = k, ["threads"] = threads });

    /// <summary>Times a matrix product with <paramref name="m"/> rows of activations.</summary>
    public PeerTiming TimeMatMul(int id, int m, int runs = 5, int warmup = 1) =>
        Timing(Ask(new JsonObject { ["op"] = "time_matmul", ["id"] = id, ["m"] = m, ["runs"] = runs, ["warmup"] = warmup }));

    /// <summary>Gives a model's memory back.</summary>
    public void Close(int id) => Ask(new JsonObject { ["op"] = "close", ["id"] = id });

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5))) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private int Id(JsonObject request) => Ask(request)["id"]!.GetValue<int>();

    private static PeerTiming Timing(JsonObject answer) =>
        new(answer["median_ms"]!.GetValue<double>(), answer["min_ms"]!.GetValue<double>(), [.. answer["times_ms"]!.AsArray().Select(value => value!.GetValue<double>())]);

    private JsonObject Ask(JsonObject request)
    {
        string? line;
        try
        {
            _process.StandardInput.WriteLine(request.ToJsonString());
            _process.StandardInput.Flush();
            var reading = _process.StandardOutput.ReadLineAsync();
            if (!reading.Wait(AnswerLimit)) throw new PeerException($"no answer to '{request["op"]}' within {AnswerLimit.TotalMinutes} minutes.");
            line = reading.GetAwaiter().GetResult();
        }
        catch (IOException exception)
        {
            throw new PeerException($"the driver has ended ({exception.Message}); its own words are above.");
        }
        if (line is null) throw new PeerException("the driver has ended; its own words are above.");
        var answer = JsonNode.Parse(line)!.AsObject();
        return answer["error"] is { } error ? throw new PeerException($"'{request["op"]}' failed: {error}") : answer;
    }
}
