using System.Text.Json;

namespace JinaSharp.Testing;

/// <summary>A request as it was sent. The key is never kept: of the Authorization header only its presence is.</summary>
public sealed class RecordedRequest
{
    /// <summary>The method.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>The whole address.</summary>
    public required Uri Address { get; init; }

    /// <summary>The headers, joined by comma where there are several; Authorization is <c>Bearer [redacted]</c>.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body as text; empty for none.</summary>
    public required string Body { get; init; }

    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}
