using System.Diagnostics;

namespace JinaSharp.Benchmarks.Tokenizers;

/// <summary>The generated texts, made once by the corpus script and kept under artifacts.</summary>
internal static class TokenizerCorpus
{
    /// <summary>The file of a text.</summary>
    public static string Text(string corpus, string name, int megabytes)
    {
        var file = Path.Combine(TokenizerPeer.Repository, "artifacts", "tokenizer-corpus", $"{name}-{megabytes}.txt");
        if (File.Exists(file))
            return file;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var process = Process.Start(new ProcessStartInfo("node", [Path.Combine(corpus, "corpus.mjs"), name, $"{megabytes}", file]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("node did not start.");
        process.WaitForExit();
        return process.ExitCode == 0 ? file : throw new InvalidOperationException($"corpus.mjs failed with {process.ExitCode}.");
    }
}
