namespace JinaSharp.Stores.Http;

/// <summary>A request that the server refused or never answered, with the kind that callers decide on.</summary>
internal sealed class StoreRequestException(string message, StoreFailureKind kind, Exception? innerException = null) : VectorStoreException(message, innerException)
{
    public StoreFailureKind Kind { get; } = kind;
}
