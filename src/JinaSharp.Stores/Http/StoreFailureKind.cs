namespace JinaSharp.Stores.Http;

internal enum StoreFailureKind
{
    /// <summary>Anything that has no kind of its own.</summary>
    Other = 0,

    /// <summary>The collection, record or alias is not there.</summary>
    NotFound,

    /// <summary>It exists already.</summary>
    Exists,

    /// <summary>The body is larger than the server takes.</summary>
    TooLarge,

    /// <summary>The key is missing, wrong, or not allowed to do this.</summary>
    Unauthorized,

    /// <summary>The server refuses the request as it is.</summary>
    Invalid,

    /// <summary>No answer, or half of one.</summary>
    Connection,

    /// <summary>An answer that this kind of server never gives.</summary>
    NotThisProduct,
}
