using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace JinaSharp.TestSupport;

/// <summary>Node with the pinned npm packages of <c>tests/chroma</c>, in a form that loads the server's native file on this machine.</summary>
public sealed class ChromaRuntime
{
    private readonly string _node;
    private readonly string[] _loader;

    private ChromaRuntime(string node, string[] loader, string packages) => (_node, _loader, Packages) = (node, loader, packages);

    /// <summary>The folder with <c>node_modules</c>.</summary>
    public string Packages { get; }

    /// <summary>The script of the server.</summary>
    public string CommandLine => Path.Combine(Packages, "node_modules", "chromadb", "dist", "cli.mjs");

    /// <summary>Prepares the runtime in a cache folder that later runs use again; throws with the reason where it cannot.</summary>
    public static async Task<ChromaRuntime> PrepareAsync(string repository, CancellationToken cancellationToken)
    {
        var node = FindOnPath("node") ?? throw new InvalidOperationException("Node.js is not installed, and Chroma is an npm package.");
        var cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "jinasharp-tests");
        Directory.CreateDirectory(cache);
        // Two test runs may prepare at once.
        await using var gate = await LockAsync(Path.Combine(cache, "chroma.lock"), cancellationToken);
        var packages = await InstallAsync(Path.Combine(repository, "tests", "chroma"), cache, cancellationToken);
        var plain = new ChromaRuntime(node, [], packages);
        var failure = await plain.ProbeAsync(cancellationToken);
        if (failure is null) return plain;
        if (!OperatingSystem.IsLinux()) throw new InvalidOperationException($"The native file of Chroma does not load: {failure}");
        var library = await UnpackLibraryAsync(cache, cancellationToken);
        var system = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
        var folder = Path.Combine(library, "usr", "lib", system);
        var loader = Directory.GetFiles(folder, "ld-linux-*").FirstOrDefault() ?? throw new InvalidOperationException($"The package libc6 has no loader in {folder}.");
        var real = new FileInfo(node).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? node;
        var loaded = new ChromaRuntime(real, [loader, "--library-path", $"{folder}:/lib/{system}:/usr/lib/{system}"], packages);
        return await loaded.ProbeAsync(cancellationToken) is { } still ? throw new InvalidOperationException($"Chroma does not load, also not with a newer C library: {still}") : loaded;
    }

    /// <summary>Starts Node with a script.</summary>
    public Process StartNode(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        string[] command = [.. _loader, _node, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Packages };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private async Task<string?> ProbeAsync(CancellationToken cancellationToken)
    {
        using var process = StartNode([CommandLine, "--version"]);
        var (output, error) = await ReadAsync(process, cancellationToken);
        return process.ExitCode == 0 ? null : (error + output).Split('\n').FirstOrDefault(line => line.Contains("GLIBC", StringComparison.Ordinal))?.Trim() ?? $"exit code {process.ExitCode}";
    }

    private static async Task<string> InstallAsync(string pinned, string cache, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(pinned, "package-lock.json"), cancellationToken)))[..12];
        var folder = Path.Combine(cache, $"chroma-{hash}");
        var ready = Path.Combine(folder, "ready");
        if (File.Exists(ready)) return folder;
        Directory.CreateDirectory(folder);
        foreach (var name in (string[])["package.json", "package-lock.json", ".npmrc"]) File.Copy(Path.Combine(pinned, name), Path.Combine(folder, name), overwrite: true);
        await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder, cancellationToken);
        await File.WriteAllTextAsync(ready, "", cancellationToken);
        return folder;
    }

    private static async Task<string> UnpackLibraryAsync(string cache, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(cache, "glibc-trixie");
        if (File.Exists(Path.Combine(folder, "ready"))) return Path.Combine(folder, "root");
        var sources = Path.Combine(folder, "sources.d");
        foreach (var name in (string[])[sources, Path.Combine(folder, "lists", "partial"), Path.Combine(folder, "archives", "partial")]) Directory.CreateDirectory(name);
        var found = 0;
        foreach (var file in (IEnumerable<string>)["/etc/apt/sources.list", .. Directory.Exists("/etc/apt/sources.list.d") ? Directory.GetFiles("/etc/apt/sources.list.d") : []])
        {
            if (!File.Exists(file)) continue;
            var text = await File.ReadAllTextAsync(file, cancellationToken);
            // Only the distribution's own sources have the next suite.
            if (!text.Contains("bookworm-updates", StringComparison.Ordinal) && !text.Contains("/debian bookworm", StringComparison.Ordinal)) continue;
            await File.WriteAllTextAsync(Path.Combine(sources, Path.GetFileName(file)), text.Replace("bookworm-updates", "", StringComparison.Ordinal).Replace("bookworm", "trixie", StringComparison.Ordinal), cancellationToken);
            found++;
        }
        if (found == 0) throw new InvalidOperationException("The native file of Chroma wants glibc 2.39, and this machine's apt sources name no Debian 12 whose successor could give it.");
        string[] options =
        [
            "-o", $"Dir::Etc::SourceParts={sources}", "-o", "Dir::Etc::SourceList=/dev/null", "-o", $"Dir::State={folder}", "-o", $"Dir::State::Lists={Path.Combine(folder, "lists")}",
            "-o", $"Dir::Cache={folder}", "-o", $"Dir::Cache::Archives={Path.Combine(folder, "archives")}", "-o", "APT::Sandbox::User=",
        ];
        await RunAsync("apt-get", [.. options, "update"], folder, cancellationToken);
        await RunAsync("apt-get", [.. options, "download", "libc6"], folder, cancellationToken);
        await RunAsync("dpkg-deb", ["-x", Directory.GetFiles(folder, "libc6_*.deb").Single(), Path.Combine(folder, "root")], folder, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "ready"), "", cancellationToken);
        return Path.Combine(folder, "root");
    }

    private static async Task RunAsync(string command, string[] arguments, string folder, CancellationToken cancellationToken)
    {
        var file = FindOnPath(command) ?? throw new InvalidOperationException($"'{command}' is not installed.");
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = await ReadAsync(process, cancellationToken);
        if (process.ExitCode != 0) throw new InvalidOperationException($"'{command} {string.Join(' ', arguments.TakeLast(2))}' ended with code {process.ExitCode}: {(error + output).Trim()}");
    }

    private static async Task<(string Output, string Error)> ReadAsync(Process process, CancellationToken cancellationToken)
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        return (await output, await error);
    }

    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(200, cancellationToken);
            }
        }
    }

    private static string? FindOnPath(string command) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, command)).FirstOrDefault(File.Exists);
}
