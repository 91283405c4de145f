using System.Diagnostics;

namespace JinaSharp.Benchmarks.Peers;

/// <summary>Makes models of the published shapes with random weights, once, in every form that the engines read.</summary>
internal static class PeerModels
{
    private static readonly string[] PythonCandidates = ["python3", "/usr/bin/python3"];

    private static readonly Lazy<string?> Python = new(() => PythonCandidates.FirstOrDefault(python => Run(python, ["-c", "import torch, onnx"], quiet: true)));

    /// <summary>A Hugging Face folder of a shape: <c>v2-small</c>, <c>v2-base</c> or <c>v3</c>.</summary>
    public static string Folder(string shape) => Make(shape, "", "random_model.py", path => [shape, path]);

    /// <summary>The same weights as an ONNX graph.</summary>
    public static string Onnx(string shape) => Make(shape, ".onnx", "export.py", path => [Folder(shape), path]);

    /// <summary>The same weights as a GGUF file; v3 without LoRA, as the ONNX graph.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="type"><c>F32</c>, <c>F16</c> or <c>Q8_0</c>.</param>
    public static string Gguf(string shape, string type) => Make(shape, $"-{type}.gguf", "gguf.py", path => [Folder(shape), path, "--type", type]);

    private static string Make(string shape, string suffix, string script, Func<string, string[]> arguments)
    {
        var path = Path.Combine(PeerPaths.Models, shape + suffix);
        if (Path.Exists(path)) return path;
        if (Python.Value is not { } python)
            throw new PeerException("no python3 with torch and onnx; on Debian: apt-get install python3-torch python3-onnx.");
        Directory.CreateDirectory(PeerPaths.Models);
        // Under another name first: what an interrupted run leaves behind is not taken for a model. (A large graph's data file keeps that name.)
        var temporary = path + ".part";
        if (!Run(python, [Path.Combine(PeerPaths.Encoder, script), .. arguments(temporary)], quiet: false))
            throw new PeerException($"{script} failed; its own words are above.");
        if (Directory.Exists(temporary)) Directory.Move(temporary, path);
        else File.Move(temporary, path);
        return path;
    }

    private static bool Run(string program, string[] arguments, bool quiet)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = quiet })!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (!quiet) Console.Error.Write(output);
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
