using System.Net;
using System.Net.Sockets;

namespace JinaSharp.Inference.Hub;

/// <summary>Makes connections to a hub and to the content servers that it points to.</summary>
internal static class HubConnections
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(30);

    /// <summary>A handler that follows no redirects, and that a public hub cannot point at machines of this network.</summary>
    public static SocketsHttpHandler Create(Uri hub) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = ConnectLimit,
        UseCookies = false,
        ConnectCallback = (context, cancellationToken) => ConnectAsync(hub, context, cancellationToken),
    };

    /// <summary>Whether an address can be reached from anywhere, as a content server's is.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return !IPAddress.IsLoopback(address) && !address.Equals(IPAddress.IPv6Any) && !address.IsIPv6LinkLocal && !address.IsIPv6Multicast && !address.IsIPv6SiteLocal && (bytes[0] & 0xfe) != 0xfc;
        return bytes[0] switch
        {
            0 or 10 or 127 or >= 224 => false,
            100 => (bytes[1] & 0xc0) != 64,
            169 => bytes[1] != 254,
            172 => (bytes[1] & 0xf0) != 16,
            192 => bytes[1] != 168,
            _ => true,
        };
    }

    private static async ValueTask<Stream> ConnectAsync(Uri hub, SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var end = context.DnsEndPoint;
        var asked = context.InitialRequestMessage.RequestUri;
        // The hub itself was chosen by the user, and so was a proxy (then the connection is not to the host that was asked for).
        var isChosen = string.Equals(end.Host, hub.Host, StringComparison.OrdinalIgnoreCase) || !string.Equals(end.Host, asked?.IdnHost, StringComparison.OrdinalIgnoreCase);
        var addresses = await Dns.GetHostAddressesAsync(end.Host, cancellationToken).ConfigureAwait(false);
        if (!isChosen && !await IsPrivateAsync(hub.IdnHost, cancellationToken).ConfigureAwait(false))
        {
            addresses = [.. addresses.Where(IsPublic)];
            if (addresses.Length == 0) throw HubErrors.Integrity($"{hub.Host} points to {end.Host}, a machine of a private network, which is refused.");
        }
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, end.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // A hub inside a private network may use content servers inside it.
    private static async Task<bool> IsPrivateAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return !Array.Exists(await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false), IsPublic);
        }
        catch (SocketException)
        {
            // Reached through a proxy, which resolves names itself.
            return false;
        }
    }
}
