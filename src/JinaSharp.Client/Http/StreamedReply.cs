namespace JinaSharp.Client.Http;

/// <summary>An answer that is read while it comes in.</summary>
internal sealed class StreamedReply(HttpResponseMessage response, Stream stream) : IAsyncDisposable
{
    public Stream Stream { get; } = stream;

    public string? MediaType => response.Content.Headers.ContentType?.MediaType;

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync().ConfigureAwait(false);
        response.Dispose();
    }
}
