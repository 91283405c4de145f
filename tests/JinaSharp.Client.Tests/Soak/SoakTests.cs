using System.Diagnostics;
using JinaSharp.Testing;

namespace JinaSharp.Client.Tests.Soak;

/// <summary>Many items through every fault.</summary>
[Collection(nameof(SoakCollection))]
public sealed class SoakTests
{
    [Fact]
    public async Task Stream_ThroughEveryFault_GivesEachItemOnceRightOrWithItsError()
    {
        await using var fake = await FakeFixture.StartAsync(
            static options => (options.MaxItemsPerRequest, options.MaxConcurrency, options.MaxRetries, options.RetryDelay) = (50, 6, 4, TimeSpan.FromMilliseconds(1)),
            new JinaFakeServerOptions { Refuses = static text => text.EndsWith("777", StringComparison.Ordinal) });
        fake.Server.Faults.Inject(0.25, seed: 42, SoakItems.EveryFault);
        var texts = Enumerable.Range(0, SoakItems.Count).Select(static i => i % 1000 == 500 ? " " : $"item {i}").ToArray();
        int next = 0, errors = 0;

        await foreach (var outcome in fake.Client.EmbedManyAsync(texts, new JinaEmbeddingOptions { ModelId = SoakItems.Model, Dimensions = SoakItems.Dimensions }))
        {
            Assert.Equal(next, outcome.Index);
            if (outcome.Embedding is { } embedding)
            {
                Assert.Null(outcome.Error);
                Assert.Equal(FakeVectors.Create(texts[next], SoakItems.Model, SoakItems.Dimensions), embedding.Vector.ToArray());
            }
            else
            {
                Assert.NotNull(outcome.Error);
                if (texts[next] == " ") Assert.Equal("invalid_input", outcome.Error.Code);
                // Refused by itself; or its request met more faults in a row than repetitions.
                else if (texts[next].EndsWith("777", StringComparison.Ordinal) && !outcome.Error.IsTransient) Assert.Contains($"Input {next}", outcome.Error.Message);
                else Assert.True(outcome.Error.IsTransient, outcome.Error.Message);
                errors++;
            }
            next++;
        }

        Assert.Equal(texts.Length, next);
        Assert.True(errors >= texts.Count(static text => text == " " || text.EndsWith("777", StringComparison.Ordinal)));
        Assert.True(errors < texts.Length / 20, $"{errors} errors"); // four repetitions overcome nearly every run of faults
        Assert.Equal(SoakItems.EveryFault.Length, fake.Server.Faults.Injected.Count);
        Assert.InRange(fake.Server.MostConcurrent, 1, 6);
    }

    [Fact]
    public async Task Streams_CancelledAtRandom_EndPromptlyAndLeaveNothingBehind()
    {
        await using var server = await JinaFakeServer.StartAsync();
        server.Faults.Inject(0.3, seed: 7, SoakItems.EveryFault);
        using var limiter = new JinaRateLimiter(new JinaRateLimits { Concurrency = 5 });
        using var client = FakeFixture.CreateClient(server, options => (options.MaxItemsPerRequest, options.RateLimiter, options.RetryDelay) = (20, limiter, TimeSpan.FromMilliseconds(1)));
        var random = new Random(1);
        await client.GenerateAsync(["a"]); // the connection and its timers are there
        var timers = Timer.ActiveCount;
        var rounds = Math.Max(20, SoakItems.Count / 500);
        for (var round = 0; round < rounds; round++)
        {
            using var cancel = new CancellationTokenSource();
            var stopAt = random.Next(0, 400);
            var seen = 0;
            var started = Stopwatch.GetTimestamp();
            try
            {
                await foreach (var outcome in client.EmbedManyAsync(Enumerable.Range(0, 1000).Select(static i => $"item {i}"), new JinaEmbeddingOptions { ModelId = SoakItems.Model, Dimensions = SoakItems.Dimensions }, cancel.Token))
                {
                    Assert.Equal(seen++, outcome.Index);
                    if (seen != stopAt) continue;
                    if (round % 3 == 0) break;
                    await cancel.CancelAsync();
                }
            }
            catch (OperationCanceledException)
            {
                Assert.True(cancel.IsCancellationRequested);
            }
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30));
            Assert.Equal(0, limiter.Waiting);
            Assert.Equal(0, limiter.InFlight);
        }
        await TimersAreGoneAsync(timers);
        Assert.InRange(server.MostConcurrent, 1, 5 + 3); // a cancelled request may still be on the server when the next is sent
    }

    [Fact]
    public async Task Calls_ByTheThousand_LeakNoHandlesTimersAndMemory()
    {
        await using var fake = await FakeFixture.StartAsync();
        fake.Server.Faults.Inject(0.1, seed: 3, new FakeFault(FakeFaultKind.Unavailable), new FakeFault(FakeFaultKind.CutBody));
        using var process = Process.GetCurrentProcess();
        async Task Round()
        {
            for (var i = 0; i < 500; i++)
                await fake.Client.GenerateAsync([$"{i}"], new JinaEmbeddingOptions { ModelId = SoakItems.Model, Dimensions = SoakItems.Dimensions });
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
        }

        await Round();
        var handles = HandleCount();
        var timers = Timer.ActiveCount;
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Math.Max(2, SoakItems.Count / 5000); i++) await Round();

        Assert.InRange(HandleCount(), 0, handles + 40);
        await TimersAreGoneAsync(timers);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true), 0, memory + (8 * 1024 * 1024));
    }

    // Each of thousands of requests has timeouts and waits; a few timers more or less are the platform's own, of connections and of other tests.
    private static async Task TimersAreGoneAsync(long before)
    {
        for (var i = 0; i < 100 && Timer.ActiveCount > before + 10; i++) await Task.Delay(50);
        Assert.InRange(Timer.ActiveCount, 0, before + 10);
    }

    private static int HandleCount() => OperatingSystem.IsLinux() ? Directory.GetFileSystemEntries("/proc/self/fd").Length : Process.GetCurrentProcess().HandleCount;
}
