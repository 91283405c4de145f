using Microsoft.Extensions.AI;

namespace JinaSharp.Middleware;

/// <summary>Compares inputs by what the model sees of them.</summary>
internal sealed class ContentComparer<TInput> : IEqualityComparer<TInput>
{
    public bool Equals(TInput? x, TInput? y) => (x, y) switch
    {
        (TextContent a, TextContent b) => a.Text == b.Text,
        (DataContent a, DataContent b) => a.MediaType == b.MediaType && a.Data.Span.SequenceEqual(b.Data.Span),
        (UriContent a, UriContent b) => a.MediaType == b.MediaType && a.Uri == b.Uri,
        _ => EqualityComparer<TInput>.Default.Equals(x, y),
    };

    public int GetHashCode(TInput obj)
    {
        switch (obj)
        {
            case TextContent text:
                return text.Text.GetHashCode(StringComparison.Ordinal);
            case DataContent data:
                var hash = new HashCode();
                hash.AddBytes(data.Data.Span);
                return hash.ToHashCode();
            case UriContent uri:
                return uri.Uri.GetHashCode();
            default:
                return obj?.GetHashCode() ?? 0;
        }
    }
}
