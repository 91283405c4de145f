using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using JinaSharp.FakeStores.Http;
using JinaSharp.FakeStores.Milvus;
using JinaSharp.FakeStores.Qdrant;
using JinaSharp.Stores.Chroma;
using JinaSharp.Stores.Milvus;
using JinaSharp.Stores.Qdrant;
using Microsoft.AspNetCore.Http;

namespace JinaSharp.Stores.Tests.Http;

/// <summary>Servers that go, come back, stumble, or answer by halves: nothing acknowledged is lost, nothing is doubled, and errors name what was not written.</summary>
public sealed class RemoteStoreReliabilityTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds { get; } = ["qdrant", "milvus"];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Upsert_ServerGoneInTheMiddle_NamesUnwrittenIdsAndKeepsTheRest(string kind)
    {
        await using var server = await StartAsync(kind);
        await using var store = Open(kind, server, retries: 1);
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("docs", 4), Cancellation);
        var writes = 0;
        server.Fault = async (context, _) =>
        {
            if (!IsWrite(context) || Interlocked.Increment(ref writes) <= 2) return false;
            context.Abort();
            await Task.Yield();
            return true;
        };

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => collection.UpsertAsync(Records(50), Cancellation));

        Assert.Equal(Enumerable.Range(20, 30).Select(n => $"r{n}"), error.UnwrittenIds);
        Assert.True(error.IsTransient);
        server.Fault = null;
        Assert.Equal(20, await collection.CountAsync(cancellationToken: Cancellation));
        await collection.UpsertAsync([.. Records(50).Where(record => error.UnwrittenIds.Contains(record.Id))], Cancellation);
        Assert.Equal(50, await collection.CountAsync(cancellationToken: Cancellation));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Upsert_ServerRestartedMeanwhile_WritesAllOnce(string kind)
    {
        await using var server = await StartAsync(kind);
        await using var store = Open(kind, server, retries: 8);
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("docs", 4), Cancellation);
        await collection.UpsertAsync(Records(10), Cancellation);

        await server.StopAsync();
        var writing = collection.UpsertAsync(Records(100), Cancellation);
        await Task.Delay(150, Cancellation);
        await server.StartAsync();
        await writing;

        Assert.Equal(100, await collection.CountAsync(cancellationToken: Cancellation));
    }

    [Theory]
    [InlineData("qdrant", 500)]
    [InlineData("qdrant", 503)]
    [InlineData("qdrant", 429)]
    [InlineData("milvus", 503)]
    [InlineData("milvus", 408)]
    public async Task EveryThirdRequestFails_AllIsWrittenAndRead(string kind, int status)
    {
        await using var server = await StartAsync(kind);
        await using var store = Open(kind, server, retries: 6);
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("docs", 4), Cancellation);
        server.Fault = (context, number) =>
        {
            if (number % 3 != 0) return Task.FromResult(false);
            context.Response.StatusCode = status;
            if (status == 429) context.Response.Headers.RetryAfter = "0";
            return Task.FromResult(true);
        };

        await collection.UpsertAsync(Records(100), Cancellation);
        var hits = await collection.SearchAsync(SearchQuery.ByVector(new float[] { 1, 0, 0, 0 }, 100), Cancellation);

        Assert.Equal(100, hits.Select(hit => hit.Id).Distinct().Count());
        Assert.Equal(100, await collection.CountAsync(cancellationToken: Cancellation));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task HalfABody_IsAskedForAgain(string kind)
    {
        await using var server = await StartAsync(kind);
        await using var store = Open(kind, server, retries: 3);
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("docs", 4), Cancellation);
        await collection.UpsertAsync(Records(10), Cancellation);
        var halves = 0;
        server.Fault = async (context, _) =>
        {
            if (Interlocked.Increment(ref halves) > 2) return false;
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("{\"result\":{\"points\":[{\"id\":1,", Cancellation);
            await context.Response.Body.FlushAsync(Cancellation);
            context.Abort();
            return true;
        };

        Assert.Equal(10, await collection.CountAsync(cancellationToken: Cancellation));
        Assert.Equal(3, halves);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task SlowServer_TimesOutWithTheTimeInTheMessage(string kind)
    {
        await using var server = await StartAsync(kind);
        await using var store = Open(kind, server, retries: 0, timeout: TimeSpan.FromMilliseconds(300));
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("docs", 4), Cancellation);
        server.Fault = async (context, _) =>
        {
            await Task.Delay(5000, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => collection.CountAsync(cancellationToken: Cancellation));

        Assert.Contains("0.3 s", error.Message, StringComparison.Ordinal);
        Assert.Equal("connection", error.Code);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task WhatMustNotBeDoneTwice_IsSentOnce(string kind)
    {
        await using var server = await StartAsync(kind);
        await using var store = Open(kind, server, retries: 5);
        await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("docs", 4), Cancellation);
        var sent = 0;
        // Done, but the answer is lost.
        server.Fault = (context, _) =>
        {
            if (!IsDrop(context) && !IsAlias(context)) return Task.FromResult(false);
            Interlocked.Increment(ref sent);
            context.Response.OnStarting(() =>
            {
                context.Abort();
                return Task.CompletedTask;
            });
            return Task.FromResult(false);
        };

        var alias = await Assert.ThrowsAsync<VectorStoreException>(() => store.SetAliasAsync("live", "docs", Cancellation));
        var drop = await Assert.ThrowsAsync<VectorStoreException>(() => store.DeleteCollectionAsync("docs", Cancellation));

        Assert.Equal((2, true, true), (sent, alias.IsTransient, drop.IsTransient));
        server.Fault = null;
        Assert.Empty(await store.ListCollectionsAsync(Cancellation));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task WhatTheServerCannotHaveDone_IsSentAgain(string kind)
    {
        await using var server = await StartAsync(kind);
        await using var store = Open(kind, server, retries: 8);
        await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("docs", 4), Cancellation);
        var sent = 0;
        server.Fault = (context, _) =>
        {
            if (!IsDrop(context) || Interlocked.Increment(ref sent) > 1) return Task.FromResult(false);
            context.Response.StatusCode = 429;
            return Task.FromResult(true);
        };
        await server.StopAsync();

        var dropping = store.DeleteCollectionAsync("docs", Cancellation);
        await Task.Delay(100, Cancellation);
        await server.StartAsync();

        Assert.True(await dropping);
        Assert.Equal(2, sent);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Calls_AreMeasuredByTheDatabaseConventions(string kind)
    {
        await using var server = await StartAsync(kind);
        await using var store = Open(kind, server, retries: 0);
        var name = $"measured_{Guid.NewGuid():N}";
        var seen = new ConcurrentBag<Dictionary<string, object?>>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, listening) => { if (instrument.Meter.Name == JinaDiagnostics.Name && instrument.Name == "db.client.operation.duration") listening.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<double>((instrument, seconds, tags, _) =>
        {
            Assert.Equal("s", instrument.Unit);
            Assert.InRange(seconds, 0, 60);
            var copy = new Dictionary<string, object?>(tags.ToArray());
            if (copy.GetValueOrDefault("db.collection.name") as string == name) seen.Add(copy);
        });
        listener.Start();

        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense(name, 4), Cancellation);
        await collection.UpsertAsync(Records(3), Cancellation);
        await Assert.ThrowsAnyAsync<VectorStoreException>(() => collection.SearchAsync(SearchQuery.ByVector(new float[3]), Cancellation));

        var upsert = seen.Single(tags => (string?)tags["db.operation.name"] == "upsert");
        Assert.Equal((kind, "127.0.0.1", server.Endpoint.Port), (upsert["db.system.name"], upsert["server.address"], upsert["server.port"]));
        Assert.False(upsert.ContainsKey("error.type"));
        Assert.Equal("invalid_query", seen.Single(tags => (string?)tags["db.operation.name"] == "search")["error.type"]);
        // Nothing but names and numbers of calls: no text, payload or id.
        Assert.DoesNotContain(seen.SelectMany(tags => tags.Values), value => value is string text && text.StartsWith("text", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Calls_CarrySpansOfTheDatabaseConventions(string kind)
    {
        await using var server = await StartAsync(kind);
        await using var store = Open(kind, server, retries: 0);
        var seen = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == JinaDiagnostics.Name,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = seen.Add,
        };
        ActivitySource.AddActivityListener(listener);
        var name = $"spans_{Guid.NewGuid():N}";
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense(name, 4), Cancellation);

        await collection.UpsertAsync(Records(3), Cancellation);
        await Assert.ThrowsAnyAsync<VectorStoreException>(() => collection.SearchAsync(SearchQuery.ByVector(new float[3]), Cancellation));

        var upsert = seen.Single(activity => activity.DisplayName == $"upsert {name}");
        Assert.Equal((kind, "upsert", name), (upsert.GetTagItem("db.system.name"), upsert.GetTagItem("db.operation.name"), upsert.GetTagItem("db.collection.name")));
        Assert.Equal(server.Endpoint.Port, upsert.GetTagItem("server.port"));
        Assert.Equal(3, upsert.GetTagItem("db.operation.batch.size"));
        Assert.Equal(ActivityStatusCode.Error, seen.Single(activity => activity.DisplayName == $"search {name}").Status);
    }

    [Fact]
    public async Task WrongProduct_IsNamed()
    {
        await using var qdrant = await StartAsync("qdrant");
        await using var milvus = await StartAsync("milvus");
        await using var milvusAtQdrant = new MilvusStore(qdrant.Endpoint, new MilvusStoreOptions { MaxRetries = 0 });
        await using var qdrantAtMilvus = new QdrantStore(milvus.Endpoint, new QdrantStoreOptions { MaxRetries = 0 });
        await using var chromaAtQdrant = new ChromaStore(qdrant.Endpoint, new ChromaStoreOptions { MaxRetries = 0 });

        Assert.Contains("this is Qdrant, not Milvus", (await Assert.ThrowsAsync<VectorStoreException>(() => milvusAtQdrant.ListCollectionsAsync(Cancellation))).Message, StringComparison.Ordinal);
        Assert.Contains("this is Milvus, not Qdrant", (await Assert.ThrowsAsync<VectorStoreException>(() => qdrantAtMilvus.ListCollectionsAsync(Cancellation))).Message, StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<VectorStoreException>(() => chromaAtQdrant.FindCollectionAsync("docs", Cancellation));
        Assert.Contains("this is Qdrant, not Chroma", error.Message, StringComparison.Ordinal);
        Assert.Equal("wrong_product", error.Code);
    }

    [Fact]
    public async Task WrongKey_IsSaidWithoutShowingIt()
    {
        await using var qdrant = new FakeQdrant { ApiKey = "right" };
        await using var milvus = new FakeMilvus { ApiKey = "right" };
        await qdrant.StartAsync();
        await milvus.StartAsync();
        IVectorStore[] stores =
        [
            new QdrantStore(qdrant.Endpoint, new QdrantStoreOptions { ApiKey = "s3cret-key" }), new MilvusStore(milvus.Endpoint, new MilvusStoreOptions { ApiKey = "s3cret-key" }),
        ];

        foreach (var store in stores)
        {
            var error = await Assert.ThrowsAsync<VectorStoreException>(() => store.ListCollectionsAsync(Cancellation));
            Assert.Equal("unauthorized", error.Code);
            Assert.DoesNotContain("s3cret-key", error.ToString(), StringComparison.Ordinal);
            await store.DisposeAsync();
        }
    }

    private static List<VectorRecord> Records(int count) => [.. Enumerable.Range(0, count).Select(n => new VectorRecord($"r{n}", new float[] { 1, n, n * n, 1 }, $"text {n}"))];

    private static bool IsWrite(HttpContext context) => context.Request.Method == "PUT" || context.Request.Path.Value!.EndsWith("/upsert", StringComparison.Ordinal);

    private static bool IsDrop(HttpContext context) => context.Request.Method == "DELETE" || context.Request.Path.Value!.EndsWith("/collections/drop", StringComparison.Ordinal);

    private static bool IsAlias(HttpContext context) => context.Request.Method == "POST" && context.Request.Path.Value is "/collections/aliases" or "/v2/vectordb/aliases/create";

    private static async Task<FakeServer> StartAsync(string kind)
    {
        FakeServer server = kind == "qdrant" ? new FakeQdrant() : new FakeMilvus();
        await server.StartAsync();
        return server;
    }

    private static IVectorStore Open(string kind, FakeServer server, int retries, TimeSpan? timeout = null)
    {
        if (kind == "qdrant") return new QdrantStore(server.Endpoint, Fast(new QdrantStoreOptions()));
        return new MilvusStore(server.Endpoint, Fast(new MilvusStoreOptions()));

        T Fast<T>(T options) where T : RemoteStoreOptions
        {
            (options.MaxRetries, options.RetryDelay, options.MaxBatchRecords) = (retries, TimeSpan.FromMilliseconds(20), 10);
            if (timeout is { } limit) options.Timeout = limit;
            return options;
        }
    }
}
