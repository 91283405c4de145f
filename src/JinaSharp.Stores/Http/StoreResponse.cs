using System.Net;
using System.Text;

namespace JinaSharp.Stores.Http;

/// <summary>A whole answer of a store's server.</summary>
internal sealed record StoreResponse(HttpStatusCode Status, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter)
{
    private const int ShownCharacters = 500;

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The first part of the body, for messages.</summary>
    public string ShownBody
    {
        get
        {
            var text = Encoding.UTF8.GetString(Body.Span[..Math.Min(Body.Length, ShownCharacters * 2)]).Trim();
            return text.Length > ShownCharacters ? text[..ShownCharacters] + "…" : text;
        }
    }
}
