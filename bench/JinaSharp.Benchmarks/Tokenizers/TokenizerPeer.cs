using System.Diagnostics;
using System.Text.Json;

namespace JinaSharp.Benchmarks.Tokenizers;

/// <summary>The reference library in a Node process that runs one pass at a time.</summary>
internal sealed class TokenizerPeer : IDisposable
{
    private readonly Process _process;

    private TokenizerPeer(Process process) => _process = process;

    /// <summary>The folder that holds the solution.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The folder of the driver.</summary>
    public static string Folder => Path.Combine(Repository, "bench", "peers", "tokenizers");

    /// <summary>Whether the library was installed into the driver's folder.</summary>
    public static bool IsInstalled => Directory.Exists(Path.Combine(Folder, "node_modules", "tokenizers"));

    /// <summary>Starts a process for a tokenizer and a text.</summary>
    public static TokenizerPeer Start(string tokenizerFile, string textFile) => new(
        Process.Start(new ProcessStartInfo("node", [Path.Combine(Folder, "encode.mjs"), tokenizerFile, textFile])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("node did not start."));

    /// <summary>Encodes the whole text once.</summary>
    public async Task<(double Seconds, string Hash)> PassAsync()
    {
        await _process.StandardInput.WriteLineAsync("pass");
        await _process.StandardInput.FlushAsync();
        var line = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The reference library stopped.");
        using var document = JsonDocument.Parse(line);
        return (document.RootElement.GetProperty("seconds").GetDouble(), document.RootElement.GetProperty("hash").GetString()!);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "JinaSharp.slnx")))
                return folder.FullName;
        throw new InvalidOperationException($"No JinaSharp.slnx above {AppContext.BaseDirectory}.");
    }
}
