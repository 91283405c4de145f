namespace DocsSnippets;

/// <summary>The code of docs/testing.md.</summary>
internal static class TestingSnippets
{
    public static async Task FakeServer()
    {
        await using var server = await JinaFakeServer.StartAsync();
        using var client = new JinaClient(new JinaClientOptions { ApiKey = "any", BaseUrl = server.Address });
    }

    public static void Faults(JinaFakeServer server)
    {
        server.Faults.Enqueue(new FakeFault(FakeFaultKind.RateLimitedWithSeconds, TimeSpan.FromSeconds(1)));
        server.Faults.Inject(probability: 0.2, seed: 42, new FakeFault(FakeFaultKind.CutBody), new FakeFault(FakeFaultKind.MissingItem));
    }
}
