using System.Net;

namespace JinaSharp.Stores.Http;

/// <summary>How one kind of server says that something went wrong.</summary>
internal abstract class StoreProtocol
{
    /// <summary>The store's name, as capabilities and errors have it.</summary>
    public abstract string Store { get; }

    /// <summary>The server's name in messages.</summary>
    public abstract string DisplayName { get; }

    /// <summary>Reads what an answer says went wrong.</summary>
    /// <returns>Null when nothing did.</returns>
    public abstract StoreFailure? ReadFailure(StoreResponse response);

    /// <summary>Adds the headers of every request.</summary>
    public abstract void AddHeaders(IDictionary<string, string> headers, string? apiKey, TimeSpan timeout);

    /// <summary>Whether a status that is common to all servers passes by itself.</summary>
    protected static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
