using System.Diagnostics;
using System.Diagnostics.Metrics;
using JinaSharp.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace JinaSharp.Core.Tests.Middleware;

public sealed class ObservationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Telemetry_EmitsASpanAndMeasurements_ByTheConventions()
    {
        const string model = "observed-model";
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == JinaDiagnostics.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.DisplayName.EndsWith(model, StringComparison.Ordinal)) lock (spans) spans.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        var measured = new List<string>();
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == JinaDiagnostics.Name) self.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, tags));
        meters.Start();
        using var inner = new FakeEmbeddingGenerator<string> { ModelId = model };
        using var generator = new TelemetryEmbeddingGenerator<string, Embedding<float>>(inner);

        await generator.GenerateAsync(["abc", "de"], new JinaEmbeddingOptions { Task = EmbeddingTask.RetrievalQuery }, Cancellation);
        inner.OnGenerate = (_, _) => throw new JinaApiException("Busy.") { Code = "busy" };
        await Assert.ThrowsAsync<JinaApiException>(() => generator.GenerateAsync(["secret text"], cancellationToken: Cancellation));

        Assert.Equal(2, spans.Count);
        var tags = spans[0].TagObjects.ToDictionary(tag => tag.Key, tag => tag.Value);
        Assert.Equal("embeddings observed-model", spans[0].DisplayName);
        Assert.Equal("embeddings", tags["gen_ai.operation.name"]);
        Assert.Equal("fake", tags["gen_ai.provider.name"]);
        Assert.Equal(model, tags["gen_ai.request.model"]);
        Assert.Equal(5L, tags["gen_ai.usage.input_tokens"]);
        Assert.Equal(8, tags["gen_ai.embeddings.dimension.count"]);
        Assert.Equal("retrieval.query", tags["jinasharp.request.task"]);
        Assert.Equal(ActivityStatusCode.Error, spans[1].Status);
        Assert.Equal("busy", spans[1].GetTagItem("error.type"));
        Assert.DoesNotContain(spans.SelectMany(span => span.TagObjects), tag => tag.Value?.ToString()?.Contains("secret", StringComparison.Ordinal) is true);
        Assert.Equal(["gen_ai.client.token.usage", "gen_ai.client.operation.duration", "gen_ai.client.operation.duration busy"], measured);

        void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tagsOfOne)
        {
            var all = tagsOfOne.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
            if (!Equals(all.GetValueOrDefault("gen_ai.request.model"), model)) return;
            lock (measured) measured.Add(all.TryGetValue("error.type", out var error) ? $"{instrument.Name} {error}" : instrument.Name);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Logging_NeverHoldsInput_AboveTrace(bool capture)
    {
        var logger = new ListLogger();
        using var inner = new FakeEmbeddingGenerator<string>();
        using var generator = new LoggingEmbeddingGenerator<string, Embedding<float>>(inner, logger, capture);

        await generator.GenerateAsync(["secret text"], cancellationToken: Cancellation);
        inner.OnGenerate = (_, _) => throw new JinaApiException("Busy.");
        await Assert.ThrowsAsync<JinaApiException>(() => generator.GenerateAsync(["secret text"], cancellationToken: Cancellation));
        inner.OnGenerate = (_, _) => throw new OperationCanceledException();
        await Assert.ThrowsAsync<OperationCanceledException>(() => generator.GenerateAsync(["secret text"], cancellationToken: Cancellation));

        var events = logger.Entries.Where(entry => entry.Level != LogLevel.Trace).ToArray();
        Assert.Equal([1000, 1001, 1000, 1003, 1000, 1002], events.Select(entry => entry.Id));
        Assert.DoesNotContain(events, entry => entry.Text.Contains("secret", StringComparison.Ordinal));
        Assert.Equal(capture ? 3 : 0, logger.Entries.Count(entry => entry.Level == LogLevel.Trace));
        Assert.Contains("11 tokens", events[1].Text, StringComparison.Ordinal);
    }

    private sealed class ListLogger : ILogger
    {
        public List<(LogLevel Level, int Id, string Text)> Entries { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Entries.Add((logLevel, eventId.Id, formatter(state, exception)));
    }
}
