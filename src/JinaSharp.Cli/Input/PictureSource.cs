using System.Net;
using JinaSharp.Inference.Hub;

namespace JinaSharp.Cli.Input;

/// <summary>A picture that a service gave: by address, as a data URI, or as base64.</summary>
internal static class PictureSource
{
    private const int MaxBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Reads the picture.</summary>
    /// <param name="picture">The address, data URI or base64.</param>
    /// <param name="service">The service that gave it: unless it is on a private network itself, it cannot point at one.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<byte[]> ReadAsync(string picture, Uri service, CancellationToken cancellationToken)
    {
        if (Uri.TryCreate(picture, UriKind.Absolute, out var address) && address.Scheme is "http" or "https") return await DownloadAsync(address, service, cancellationToken);
        var data = picture.StartsWith("data:", StringComparison.Ordinal) ? picture[(picture.IndexOf(',', StringComparison.Ordinal) + 1)..] : picture;
        try
        {
            return Convert.FromBase64String(data);
        }
        catch (FormatException)
        {
            throw new CliException("The service gave neither the address of a picture nor a picture.", ExitCodes.ServiceError);
        }
    }

    private static async Task<byte[]> DownloadAsync(Uri address, Uri service, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(HubConnections.Create(service)) { Timeout = Limit, MaxResponseContentBufferSize = MaxBytes };
        using var response = await http.GetAsync(address, cancellationToken);
        return response.StatusCode == HttpStatusCode.OK
            ? await response.Content.ReadAsByteArrayAsync(cancellationToken)
            : throw new CliException($"The picture at {address.GetLeftPart(UriPartial.Path)} answered {(int)response.StatusCode}.", ExitCodes.ServiceError);
    }
}
