namespace JinaSharp;

/// <summary>An error of a vector store: the embedded one or a server.</summary>
public class VectorStoreException : JinaException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was expected, what was found, and what to do.</param>
    /// <param name="innerException">The cause, if any.</param>
    public VectorStoreException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }

    /// <summary>The store's name, such as <c>embedded</c> or <c>qdrant</c>.</summary>
    public string? Store { get; init; }

    /// <summary>The collection in use.</summary>
    public string? Collection { get; init; }

    /// <summary>The operation in progress, such as <c>upsert</c>.</summary>
    public string? Operation { get; init; }

    /// <summary>The ids of records that this call was to write and that are not known to be written.</summary>
    /// <value>Empty when the call wrote nothing or everything.</value>
    public IReadOnlyList<string> UnwrittenIds { get; init; } = [];
}
