namespace JinaSharp.Stores.Http;

/// <summary>One request to a store's server.</summary>
/// <param name="Operation">What it is for, as errors and telemetry name it.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path below the endpoint, with its query.</param>
internal sealed record StoreRequest(string Operation, HttpMethod Method, string Path)
{
    public string? Collection { get; init; }

    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Whether sending it twice does no harm: reads, writes under the caller's own ids, deletes.</summary>
    public bool Repeatable { get; init; } = true;
}
