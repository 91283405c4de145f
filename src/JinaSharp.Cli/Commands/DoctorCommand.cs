using System.CommandLine;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using JinaSharp.Cli.Output;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina doctor</c>: what of this machine and environment matters to the other commands.</summary>
internal static class DoctorCommand
{
    public static Command Create(CliHost host) =>
        new Command("doctor", "Check the environment: runtime, processor, key, store folder.").Runs(host, RunAsync);

    private static Task<int> RunAsync(CliContext context)
    {
        var checks = new List<DoctorCheck>
        {
            Info("version", typeof(DoctorCommand).Assembly.GetName().Version?.ToString(3) ?? "unknown"),
            Info("runtime", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}"),
            Info("processor", $"{Environment.ProcessorCount} cores, vectors of {Vector<float>.Count} floats, {InstructionSets()}"),
            Info("memory", $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024 * 1024)} MiB available to the process"),
            ApiKey(context.Host),
            WritableFolder(context.Host),
        };
        var ok = checks.TrueForAll(check => check.Status != "problem");
        if (context.Json)
        {
            context.Output.Json(new DoctorReport { Ok = ok, Checks = checks }, CliJsonContext.Default.DoctorReport);
        }
        else
        {
            foreach (var check in checks)
                context.Output.Line($"{check.Status,-8}{check.Name,-11}{TerminalText.Escape(check.Detail)}");
        }
        return Task.FromResult(ok ? ExitCodes.Ok : ExitCodes.UserError);
    }

    private static string InstructionSets()
    {
        var sets = new List<string>();
        if (Avx2.IsSupported) sets.Add("AVX2");
        if (Fma.IsSupported) sets.Add("FMA");
        if (Vector512.IsHardwareAccelerated) sets.Add("AVX-512");
        if (System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported) sets.Add("NEON");
        return sets.Count == 0 ? "no vector extensions (everything works, slowly)" : string.Join(" ", sets);
    }

    private static DoctorCheck ApiKey(CliHost host)
    {
        // Only whether it is there: a key is never printed, not even in part.
        var key = host.GetVariable("JINA_API_KEY");
        if (string.IsNullOrWhiteSpace(key))
            return Info("api key", "JINA_API_KEY is not set: the built-in lexical embedder is the default. Keys: https://jina.ai/?sui=apikey");
        return key.StartsWith("jina_", StringComparison.Ordinal)
            ? Ok("api key", "JINA_API_KEY is set: the Jina API is the default embedder")
            : Info("api key", "JINA_API_KEY is set, but does not look like a Jina key (they begin with 'jina_')");
    }

    private static DoctorCheck WritableFolder(CliHost host)
    {
        var folder = host.CurrentDirectory;
        var probe = Path.Combine(folder, $".jina-doctor-{Environment.ProcessId}");
        try
        {
            using (File.Create(probe, 1, FileOptions.DeleteOnClose))
            {
            }
            var free = new DriveInfo(folder).AvailableFreeSpace / (1024 * 1024);
            return Ok("folder", $"{folder} is writable, {free} MiB free");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new DoctorCheck
            {
                Name = "folder",
                Status = "problem",
                Detail = $"{folder} cannot be written ({exception.Message}): give --store embedded:DIR a writable folder",
            };
        }
    }

    private static DoctorCheck Ok(string name, string detail) => new() { Name = name, Status = "ok", Detail = detail };

    private static DoctorCheck Info(string name, string detail) => new() { Name = name, Status = "info", Detail = detail };
}
