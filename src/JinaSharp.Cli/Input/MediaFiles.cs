using Microsoft.Extensions.AI;

namespace JinaSharp.Cli.Input;

/// <summary>Pictures and PDFs of the command line: files, read whole, or addresses, which the service reads.</summary>
internal static class MediaFiles
{
    private const long MaxBytes = 8 * 1024 * 1024;

    public static async Task<AIContent> ReadAsync(CliContext context, string place, bool pdf)
    {
        var mediaType = pdf ? "application/pdf" : TypeOf(place);
        if (place.StartsWith("https://", StringComparison.Ordinal) || place.StartsWith("http://", StringComparison.Ordinal)) return new UriContent(place, mediaType);
        var file = new FileInfo(context.Host.Resolve(place));
        if (!file.Exists) throw new CliException($"There is no file {file.FullName}.");
        if (file.Length > MaxBytes) throw new CliException($"{file.FullName} has {file.Length:N0} bytes; the service takes up to {MaxBytes:N0}. Make it smaller.");
        return new DataContent(await File.ReadAllBytesAsync(file.FullName, context.CancellationToken), mediaType);
    }

    private static string TypeOf(string place) => Path.GetExtension(place).ToLowerInvariant() switch
    {
        ".png" => "image/png",
        ".webp" => "image/webp",
        ".gif" => "image/gif",
        ".bmp" => "image/bmp",
        ".tif" or ".tiff" => "image/tiff",
        _ => "image/jpeg",
    };
}
