using System.Net;

namespace JinaSharp.Client.Tests.Http;

public sealed class RetryTests
{
    private const string Limited = """{"detail":"slow down","code":"RATE_REQUEST_LIMIT_EXCEEDED"}""";

    [Fact]
    public async Task Retry_AfterSeconds_WaitsAtLeastThatLong()
    {
        using var test = new TestClient();
        test.Handler.Answer(Limited, HttpStatusCode.TooManyRequests, headers: ("Retry-After", "12")).Answer(TestClient.Data("embeddings-two.json"));

        var task = test.Client.GenerateAsync(["a", "b"]);
        var waited = await test.Time.AdvanceUntilAsync(task);

        await task;
        Assert.InRange(waited, TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(15));
        Assert.Equal(2, test.Handler.Requests.Count);
    }

    [Fact]
    public async Task Retry_AfterDate_WaitsUntilThen()
    {
        using var test = new TestClient();
        var date = test.Time.GetUtcNow().AddSeconds(30).ToString("R");
        test.Handler.Answer(Limited, HttpStatusCode.TooManyRequests, headers: ("Retry-After", date)).Answer(TestClient.Data("embeddings-two.json"));

        var task = test.Client.GenerateAsync(["a", "b"]);
        var waited = await test.Time.AdvanceUntilAsync(task);

        await task;
        Assert.InRange(waited, TimeSpan.FromSeconds(29), TimeSpan.FromSeconds(35));
    }

    [Fact]
    public async Task Retry_AfterBeyondTheTotalTime_FailsAtOnce()
    {
        using var test = new TestClient(options => options.TotalTimeout = TimeSpan.FromSeconds(60));
        test.Handler.Answer(Limited, HttpStatusCode.TooManyRequests, headers: ("Retry-After", "3600"));

        var error = await Assert.ThrowsAsync<JinaApiException>(() => test.Client.GenerateAsync(["a"]));

        Assert.Equal(TimeSpan.FromHours(1), error.RetryAfter);
        Assert.Single(test.Handler.Requests);
    }

    [Fact]
    public async Task Retry_WithoutHint_DoublesTheWait()
    {
        using var test = new TestClient();
        List<DateTimeOffset> times = [];
        test.Handler.Answer((_, _) =>
        {
            times.Add(test.Time.GetUtcNow());
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
        });

        await Assert.ThrowsAsync<JinaApiException>(() => test.RunAsync(test.Client.GenerateAsync(["a"])));

        // Jitter is fixed at one half: three quarters of 1, 2 and 4 seconds; the clock moves in quarters.
        Assert.Equal(4, times.Count);
        Assert.InRange((times[1] - times[0]).TotalSeconds, 0.75, 1.01);
        Assert.InRange((times[2] - times[1]).TotalSeconds, 1.5, 2.01);
        Assert.InRange((times[3] - times[2]).TotalSeconds, 3, 3.51);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.PaymentRequired)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.UnprocessableEntity)]
    public async Task Retry_CallersFault_IsNotRepeated(HttpStatusCode status)
    {
        using var test = new TestClient();
        test.Handler.Answer("""{"detail":"no"}""", status);

        var error = await Assert.ThrowsAsync<JinaApiException>(() => test.Client.GenerateAsync(["a"]));

        Assert.False(error.IsTransient);
        Assert.Single(test.Handler.Requests);
    }

    [Fact]
    public async Task Retry_BrokenConnection_IsRepeated()
    {
        using var test = new TestClient();
        test.Handler.Throw(new HttpRequestException(HttpRequestError.ConnectionError, "refused")).Throw(new IOException("reset")).Answer(TestClient.Data("embeddings-two.json"));

        var embeddings = await test.RunAsync(test.Client.GenerateAsync(["a", "b"]));

        Assert.Equal(2, embeddings.Count);
        Assert.Equal(3, test.Handler.Requests.Count);
    }

    [Theory]
    [InlineData("""{"model":"m","data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[1""")]
    [InlineData("""{"model":"m","data":[{"index":0,"embedding":[1,2]}]}""")]
    [InlineData("""{"model":"m","data":[{"index":0,"embedding":[1,2]},{"index":0,"embedding":[1,2]}]}""")]
    [InlineData("""{"model":"m","data":[{"index":0,"embedding":[1,2]},{"index":7,"embedding":[1,2]}]}""")]
    [InlineData("""{"model":"m","data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":null}]}""")]
    public async Task Retry_CutOffOrIncompleteAnswer_IsRepeated(string body)
    {
        using var test = new TestClient();
        test.Handler.Answer(body).Answer(TestClient.Data("embeddings-two.json"));

        var embeddings = await test.RunAsync(test.Client.GenerateAsync(["a", "b"]));

        Assert.Equal([0.125f, -0.03125f], embeddings[0].Vector.ToArray());
        Assert.Equal(2, test.Handler.Requests.Count);
    }

    [Fact]
    public async Task Timeout_OfOneTry_IsRepeatedAndThenReported()
    {
        using var test = new TestClient(options => (options.AttemptTimeout, options.MaxRetries) = (TimeSpan.FromSeconds(5), 1));
        test.Handler.Answer(async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return null!;
        });

        var error = await Assert.ThrowsAsync<JinaApiException>(() => test.RunAsync(test.Client.GenerateAsync(["a"])));

        Assert.Equal("timeout", error.Code);
        Assert.Contains("within 5 s", error.Message);
        Assert.Equal(2, test.Handler.Requests.Count);
    }

    [Fact]
    public async Task Timeout_InTotal_EndsTheTries()
    {
        using var test = new TestClient(options => (options.AttemptTimeout, options.TotalTimeout, options.MaxRetries) = (TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30), 10));
        test.Handler.Answer(async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return null!;
        });

        var started = test.Time.GetUtcNow();
        await Assert.ThrowsAsync<JinaApiException>(() => test.RunAsync(test.Client.GenerateAsync(["a"])));

        Assert.InRange(test.Time.GetUtcNow() - started, TimeSpan.FromSeconds(29), TimeSpan.FromSeconds(32));
    }

    [Fact]
    public async Task Cancel_WhileWaitingToRetry_IsPrompt()
    {
        using var test = new TestClient();
        using var cancel = new CancellationTokenSource();
        test.Handler.Answer(Limited, HttpStatusCode.TooManyRequests, headers: ("Retry-After", "60"));

        var task = test.Client.GenerateAsync(["a"], cancellationToken: cancel.Token);
        while (test.Handler.Requests.Count == 0 && !task.IsCompleted) await Task.Delay(1);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Retry_LogsWithoutTextOrKey()
    {
        using var test = new TestClient();
        test.Handler.Answer(Limited, HttpStatusCode.TooManyRequests, headers: ("Retry-After", "1")).Answer(TestClient.Data("embeddings-two.json"));

        await test.RunAsync(test.Client.GenerateAsync(["a private text", "b"]));

        var line = Assert.Single(test.Log.Lines, static line => line.Contains("2000", StringComparison.Ordinal));
        Assert.Contains("RATE_REQUEST_LIMIT_EXCEEDED", line);
        Assert.All(test.Log.Lines, static line => Assert.DoesNotContain("private", line));
    }
}
