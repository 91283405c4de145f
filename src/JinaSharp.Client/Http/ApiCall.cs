namespace JinaSharp.Client.Http;

/// <summary>One call of the API, as often as it may have to be sent.</summary>
internal sealed class ApiCall
{
    /// <summary>The name in errors and telemetry, such as <c>embeddings</c>.</summary>
    public required string Operation { get; init; }

    public JinaService Service { get; init; } = JinaService.Api;

    public HttpMethod Method { get; init; } = HttpMethod.Post;

    /// <summary>The path and query under the service's address, without a leading slash.</summary>
    public string Path { get; init; } = "";

    /// <summary>The JSON body; null for none.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    public string Accept { get; init; } = "application/json";

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Whether sending twice has the effect of sending once. Only then is it ever repeated.</summary>
    public bool IsIdempotent { get; init; } = true;

    /// <summary>Whether the hosted service refuses the call without a key.</summary>
    public bool NeedsKey { get; init; } = true;

    /// <summary>Whether the call gives way to others that wait for the rate limit.</summary>
    public bool IsBackground { get; init; }

    public long EstimatedTokens { get; init; }

    /// <summary>What is set aside in the budget, where that is more than the rate limit counts.</summary>
    public long? ReservedTokens { get; init; }

    /// <summary>What the budget must hold before the call is sent, and what is charged where the answer does not say.</summary>
    public long BudgetTokens => Math.Max(ReservedTokens ?? 0, EstimatedTokens);

    public string? Model { get; init; }

    /// <summary>The caller's name for what the tokens are spent on.</summary>
    public string? Tag { get; init; }
}
