namespace JinaSharp.Testing;

/// <summary>One fault to inject.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Wait">The latency, or the wait of <c>Retry-After</c>.</param>
public readonly record struct FakeFault(FakeFaultKind Kind, TimeSpan Wait = default);
