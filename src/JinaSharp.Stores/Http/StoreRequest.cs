namespace JinaSharp.Stores.Http;

/// <summary>One request to a store's server.</summary>
/// <param name="Operation">What it is for, as errors and telemetry name it.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path below the endpoint, with its query.</param>
internal sealed record StoreRequest(string Operation, HttpMethod Method, string Path)
{
    public string? Collection { get; init; }

    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Whether sending it twice does no harm: reads, creations that are compared afterwards, writes under the caller's own ids, deletes of records.</summary>
    /// <remarks>A collection dropped twice may be one that another has made in between, and an alias that was moved once is found moved the second time. Such a
    /// request is sent again only when the server cannot have done it.</remarks>
    public bool Repeatable => Operation is not ("delete_collection" or "set_alias" or "create_partition");
}
