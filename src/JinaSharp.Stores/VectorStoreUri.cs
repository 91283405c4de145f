using JinaSharp.Stores.Chroma;
using JinaSharp.Stores.Milvus;
using JinaSharp.Stores.Qdrant;

namespace JinaSharp.Stores;

/// <summary>A store in one text: <c>embedded:DIR</c>, <c>memory:</c>, <c>qdrant:URL</c>, <c>milvus:URL</c> or <c>chroma:URL</c>.</summary>
/// <remarks>Keys are never part of it; they come from the environment. <c>qdrant::memory:</c>, the in-process mode of other Qdrant clients, is the embedded store in memory.</remarks>
/// <param name="Kind">The kind of store: <c>embedded</c>, <c>memory</c>, <c>qdrant</c>, <c>milvus</c> or <c>chroma</c>.</param>
/// <param name="Place">The folder or address; empty for <c>memory:</c>.</param>
public readonly record struct VectorStoreUri(string Kind, string Place)
{
    private const string Expected = "expected embedded:DIR, memory:, qdrant:URL, milvus:URL or chroma:URL";

    /// <summary>The variable of the environment that holds the key of a store on a server.</summary>
    /// <value>Null for a store that has no key.</value>
    public string? KeyVariable => KeyVariableOf(Kind);

    /// <summary>Reads a store's text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The store that it names; nothing is opened.</returns>
    /// <exception cref="FormatException">It names no store; the message says what is expected.</exception>
    public static VectorStoreUri Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text is ":memory:" or "qdrant::memory:") return new VectorStoreUri("memory", "");
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0) throw new FormatException($"'{text}' is not a store; {Expected}. For the folder '{text}' write embedded:{text}");
        var uri = new VectorStoreUri(text[..colon].ToLowerInvariant(), text[(colon + 1)..]);
        switch (uri.Kind)
        {
            case "memory" when uri.Place.Length == 0:
            case "embedded" when uri.Place.Length > 0:
                return uri;
            case "memory":
                throw new FormatException($"'{text}' is not a store: 'memory:' takes nothing after the colon.");
            case "embedded":
                throw new FormatException("'embedded:' needs a folder, such as embedded:.jina");
            case "qdrant" or "milvus" or "chroma":
                if (!Uri.TryCreate(uri.Place, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                    throw new FormatException($"'{text}' needs an address, such as {uri.Kind}:http://localhost:{DefaultPort(uri.Kind)}");
                if (address.UserInfo.Length > 0) throw new FormatException($"The address of {uri.Kind} holds a user name or password; set the variable {uri.KeyVariable} instead.");
                return uri;
            default:
                throw new FormatException($"'{text}' names a store of an unknown kind; {Expected}.");
        }
    }

    /// <summary>Opens the store. Servers are not asked yet, and a folder is made at the first write.</summary>
    /// <param name="readVariable">Reads a variable of the environment, for the key; null for <see cref="Environment.GetEnvironmentVariable(string)"/>.</param>
    /// <returns>The store; dispose it.</returns>
    public IVectorStore Open(Func<string, string?>? readVariable = null)
    {
        var key = KeyVariable is { } variable ? (readVariable ?? Environment.GetEnvironmentVariable)(variable) : null;
        if (string.IsNullOrEmpty(key)) key = null;
        return Kind switch
        {
            "memory" => EmbeddedStore.InMemory(),
            "embedded" => new EmbeddedStore(Place),
            "qdrant" => new QdrantStore(new Uri(Place), new QdrantStoreOptions { ApiKey = key }),
            "milvus" => new MilvusStore(new Uri(Place), new MilvusStoreOptions { ApiKey = key }),
            "chroma" => new ChromaStore(new Uri(Place), new ChromaStoreOptions { ApiKey = key }),
            _ => throw new InvalidOperationException($"'{Kind}' is not a kind of store; make the value with {nameof(Parse)}."),
        };
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Kind}:{Place}";

    internal static string? KeyVariableOf(string kind) => kind switch
    {
        "qdrant" => "QDRANT_API_KEY",
        "milvus" => "MILVUS_TOKEN",
        "chroma" => "CHROMA_API_KEY",
        _ => null,
    };

    private static int DefaultPort(string kind) => kind switch { "qdrant" => 6333, "milvus" => 19530, _ => 8000 };
}
