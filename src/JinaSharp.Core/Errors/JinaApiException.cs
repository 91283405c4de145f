using System.Net;

namespace JinaSharp;

/// <summary>An error answered by a Jina-compatible HTTP API, or a failure to get a usable answer from it.</summary>
/// <remarks>The text never contains the API key or the request's input.</remarks>
public class JinaApiException : JinaException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was expected, what was found, and what to do.</param>
    /// <param name="innerException">The cause, if any.</param>
    public JinaApiException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }

    /// <summary>The HTTP status of the answer.</summary>
    /// <value>Null when no answer came.</value>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>The service's id of the request, to quote in a support question.</summary>
    public string? RequestId { get; init; }

    /// <summary>How long the service asks to wait before another try.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The field that was refused, as a dotted path such as <c>body.input.0</c>.</summary>
    public string? FieldPath { get; init; }

    /// <summary>The position, in the caller's own input, of the item at fault.</summary>
    /// <value>Null when the error is not about one item.</value>
    public int? ItemIndex { get; init; }

    /// <summary>The first part of the answer's body as it came, when it was not the documented JSON.</summary>
    public string? RawBody { get; init; }
}
