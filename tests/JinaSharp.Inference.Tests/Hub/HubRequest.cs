namespace JinaSharp.TestSupport.Hub;

/// <summary>A request that a <see cref="HubServer"/> received.</summary>
internal sealed record HubRequest(bool ToContentServer, string Method, string Path, string? Range, string? IfRange, string? Authorization);
