using System.Diagnostics;
using System.Diagnostics.Metrics;
using JinaSharp.Diagnostics;

namespace JinaSharp;

/// <summary>The one source of spans and the one meter of JinaSharp, both named <see cref="Name"/>.</summary>
/// <example>
/// With OpenTelemetry: <c>builder.AddSource(JinaDiagnostics.Name)</c> and <c>builder.AddMeter(JinaDiagnostics.Name)</c>.
/// </example>
public static class JinaDiagnostics
{
    /// <summary>The name of the source and of the meter.</summary>
    public const string Name = "JinaSharp";

    private static readonly string? Version = typeof(JinaDiagnostics).Assembly.GetName().Version?.ToString(3);

    internal static ActivitySource Source { get; } = new(Name, Version);

    internal static Meter Meter { get; } = new(Name, Version);

    internal static Histogram<double> OperationDuration { get; } = Meter.CreateHistogram(
        GenAiConventions.OperationDuration, GenAiConventions.UnitSeconds, "How long an operation took.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92] });

    internal static Histogram<long> TokenUsage { get; } = Meter.CreateHistogram(
        GenAiConventions.TokenUsage, GenAiConventions.UnitTokens, "How many tokens an operation used.", tags: null,
        new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864] });

    internal static Counter<long> Retries { get; } = Meter.CreateCounter<long>(
        GenAiConventions.Retries, GenAiConventions.UnitRetries, "How often a request to the API was repeated, by reason.");

    internal static Histogram<double> QueueDuration { get; } = Meter.CreateHistogram<double>(
        GenAiConventions.QueueDuration, GenAiConventions.UnitSeconds, "How long a request waited for the rate limit.");

    internal static Counter<long> CacheLookups { get; } = Meter.CreateCounter<long>(
        GenAiConventions.CacheLookups, GenAiConventions.UnitItems, "How many inputs were looked up in an embedding cache, by result.");
}
