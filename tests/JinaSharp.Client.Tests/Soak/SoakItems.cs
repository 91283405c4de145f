using JinaSharp.Testing;

namespace JinaSharp.Client.Tests.Soak;

/// <summary>What soaks send and what goes wrong in them.</summary>
internal static class SoakItems
{
    public const string Model = "jina-embeddings-v3";

    public const int Dimensions = 8;

    public static FakeFault[] EveryFault { get; } =
    [
        new(FakeFaultKind.Latency, TimeSpan.FromMilliseconds(20)), new(FakeFaultKind.RateLimitedWithSeconds), new(FakeFaultKind.RateLimitedWithDate),
        new(FakeFaultKind.RateLimitedBare), new(FakeFaultKind.InternalError), new(FakeFaultKind.Unavailable), new(FakeFaultKind.CutConnection),
        new(FakeFaultKind.CutBody), new(FakeFaultKind.TruncatedJson), new(FakeFaultKind.HtmlBadGateway), new(FakeFaultKind.WrongOrder),
        new(FakeFaultKind.MissingItem), new(FakeFaultKind.ErrorEnvelopeInOk),
    ];

    /// <summary>How many items a soak sends; <c>JINASHARP_SOAK_ITEMS</c> sets it, the default keeps the suite short.</summary>
    public static int Count { get; } = int.TryParse(Environment.GetEnvironmentVariable("JINASHARP_SOAK_ITEMS"), out var count) ? count : 10_000;
}
