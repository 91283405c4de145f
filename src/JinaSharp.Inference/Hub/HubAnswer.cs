using System.Net;

namespace JinaSharp.Inference.Hub;

/// <summary>A successful answer, and what the hub itself said on the way to it: the last server may be another.</summary>
internal sealed class HubAnswer(HttpResponseMessage response, string? entityTag, string? linkedTag, long? linkedSize) : IDisposable
{
    private Stream? _content;

    public HttpResponseMessage Response { get; } = response;

    /// <summary>The content's tag by the server that sent it; null for a weak one, which promises nothing about bytes.</summary>
    public string? EntityTag { get; } = entityTag;

    /// <summary>The hub's own tag of the content: its SHA-256 in large-file storage, else its git blob id.</summary>
    public string? LinkedTag { get; } = linkedTag;

    /// <summary>The size of the whole file.</summary>
    public long? Size => linkedSize ?? Response.Content.Headers.ContentRange?.Length ?? (Response.StatusCode == HttpStatusCode.OK ? Response.Content.Headers.ContentLength : null);

    /// <summary>Where the content begins in the file.</summary>
    public long Offset => Response.StatusCode == HttpStatusCode.PartialContent ? Response.Content.Headers.ContentRange?.From ?? -1 : 0;

    /// <summary>Reads on in the content; what goes wrong is an error of the network, not of the disk.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            _content ??= await Response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            return await _content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw new HttpRequestException(exception.Message, exception);
        }
    }

    public void Dispose() => Response.Dispose();
}
