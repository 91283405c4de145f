namespace JinaSharp.Client.Http;

/// <summary>An answer that is read while it comes in, and charged when it is disposed.</summary>
/// <param name="response">The answer.</param>
/// <param name="stream">Its body.</param>
/// <param name="announced">What its headers say it cost.</param>
/// <param name="settle">Takes what was charged; null where nothing was.</param>
internal sealed class StreamedReply(HttpResponseMessage response, Stream stream, long? announced, Action<long?> settle) : IAsyncDisposable
{
    private bool _settled;

    public Stream Stream { get; } = stream;

    public string? MediaType => response.Content.Headers.ContentType?.MediaType;

    /// <summary>What the answer says it cost; null as long as it does not say.</summary>
    public long? Tokens { get; set; } = announced;

    /// <summary>What is charged where the answer ends, or is left, without saying its cost; null for nothing.</summary>
    public long? TokensIfSilent { get; set; }

    public async ValueTask DisposeAsync()
    {
        if (_settled) return;
        _settled = true;
        settle(Tokens ?? TokensIfSilent);
        await Stream.DisposeAsync().ConfigureAwait(false);
        response.Dispose();
    }
}
