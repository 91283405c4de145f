namespace JinaSharp.Cli.Selection;

/// <summary>A store as <c>--store</c> names it: a kind, and a folder or address.</summary>
internal readonly record struct StoreUri(string Kind, string Place)
{
    private const string Expected = "expected embedded:DIR, memory: or chroma:http://HOST:PORT";

    public static StoreUri Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0) throw new CliException($"'{text}' is not a store; {Expected}. For the folder '{text}' write embedded:{text}");
        var uri = new StoreUri(text[..colon].ToLowerInvariant(), text[(colon + 1)..]);
        return uri.Kind switch
        {
            "memory" when uri.Place.Length == 0 => uri,
            "embedded" when uri.Place.Length > 0 => uri,
            "embedded" => throw new CliException("'embedded:' needs a folder, such as embedded:.jina"),
            "chroma" when Uri.TryCreate(uri.Place, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" => uri,
            "chroma" => throw new CliException($"'{text}' needs an address, such as chroma:http://localhost:8000"),
            _ => throw new CliException($"'{text}' names a store of an unknown kind; {Expected}."),
        };
    }
}
