using JinaSharp.Testing;
using JinaSharp.TestSupport;

namespace JinaSharp.Client.Tests;

/// <summary>A client over a recording handler and a manual clock.</summary>
internal sealed class TestClient : IDisposable
{
    public const string Key = "jina_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    public TestClient(Action<JinaClientOptions>? configure = null)
    {
        var options = new JinaClientOptions { ApiKey = Key, UseBase64 = false };
        configure?.Invoke(options);
        Http = new HttpClient(Handler);
        Client = new JinaClient(options, Http, Log, Time, static () => 0.5);
    }

    public RecordingHttpMessageHandler Handler { get; } = new();

    public HttpClient Http { get; }

    public ManualTimeProvider Time { get; } = new();

    public CapturedLog Log { get; } = new();

    public JinaClient Client { get; }

    /// <summary>Waits for a call while the manual clock runs.</summary>
    public async Task<T> RunAsync<T>(Task<T> task)
    {
        await Time.AdvanceUntilAsync(task);
        return await task;
    }

    public static string Data(string name) => File.ReadAllText(Path.Combine(TestPaths.Repository, "tests", "JinaSharp.Client.Tests", "Data", name));

    public void Dispose()
    {
        Client.Dispose();
        Http.Dispose();
    }
}
