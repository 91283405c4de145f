namespace JinaSharp.Cli.Input;

/// <summary>Addresses of web pages as people write them.</summary>
internal static class WebAddress
{
    /// <summary>The address; null where the text is none. A host name alone is the most usual way to name a page.</summary>
    public static Uri? Find(string text)
    {
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : $"https://{text}";
        return Uri.TryCreate(whole, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Host.Contains('.', StringComparison.Ordinal)
            && !text.AsSpan().ContainsAny(" \t")
            ? address
            : null;
    }
}
