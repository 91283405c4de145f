namespace JinaSharp.Stores.Http;

/// <summary>A request that the server refused or never answered, with the kind that callers decide on.</summary>
internal sealed class StoreRequestException(string message, StoreFailureKind kind, Exception? innerException = null) : VectorStoreException(message, innerException)
{
    public StoreFailureKind Kind { get; } = kind;

    /// <summary>The same error as callers see it.</summary>
    public VectorStoreException ToPublic() => new(Message, InnerException)
    {
        Store = Store,
        Collection = Collection,
        Operation = Operation,
        IsTransient = IsTransient,
        Code = Code,
    };
}
