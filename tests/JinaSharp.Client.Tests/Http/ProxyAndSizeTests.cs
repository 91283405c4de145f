using System.Net;
using System.Net.Sockets;

namespace JinaSharp.Client.Tests.Http;

/// <summary>Requests that are too large, and proxies that want credentials.</summary>
public sealed class ProxyAndSizeTests
{
    [Theory]
    [InlineData("<html><head><title>413 Request Entity Too Large</title></head></html>", "text/html")]
    [InlineData("""{"detail":"Payload too large"}""", "application/json")]
    [InlineData("", "text/plain")]
    public async Task TooLarge_IsNotRepeatedAndSaysWhatToLower(string body, string type)
    {
        using var test = new TestClient();
        test.Handler.Answer(body, HttpStatusCode.RequestEntityTooLarge, type);

        var error = await Assert.ThrowsAsync<JinaApiException>(() => test.Client.GenerateAsync(["a"]));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, error.StatusCode);
        Assert.False(error.IsTransient);
        Assert.Contains("lower MaxRequestBytes or MaxItemsPerRequest", error.Message);
        Assert.Single(test.Handler.Requests);
    }

    [Fact]
    public async Task TooLarge_DocumentOfTheReader_SaysThatTheDocumentIs()
    {
        using var test = new TestClient();
        test.Handler.Answer("""{"data":null,"code":413,"name":"TargetFileTooLargeError","status":41302,"message":"no"}""", HttpStatusCode.RequestEntityTooLarge);

        var error = await Assert.ThrowsAsync<JinaApiException>(() => test.Client.Reader.ReadAsync(new Uri("https://example.org/large.pdf")));

        Assert.Equal("TargetFileTooLargeError", error.Code);
        Assert.Contains("give a smaller one", error.Message);
    }

    [Fact]
    public async Task ProxyPage_WantsCredentials_SaysWhereToGiveThem()
    {
        using var test = new TestClient();
        test.Handler.Answer("<html><body>Proxy Authentication Required</body></html>", HttpStatusCode.ProxyAuthenticationRequired, "text/html");

        var error = await Assert.ThrowsAsync<JinaApiException>(() => test.Client.GenerateAsync(["a"]));

        Assert.Equal(HttpStatusCode.ProxyAuthenticationRequired, error.StatusCode);
        Assert.Contains("web page instead of JSON", error.Message);
        Assert.Contains("HTTPS_PROXY", error.Message);
        Assert.False(error.IsTransient);
        Assert.Single(test.Handler.Requests);
    }

    [Theory]
    [InlineData("407 Proxy Authentication Required", true)]
    [InlineData("403 Forbidden", false)]
    public async Task ProxyTunnel_Refused_IsATypedError(string status, bool advises)
    {
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        var serving = ServeAsync(proxy, status);
        using var handler = new SocketsHttpHandler { Proxy = new WebProxy($"http://127.0.0.1:{((IPEndPoint)proxy.LocalEndpoint).Port}") };
        using var http = new HttpClient(handler);
        using var client = new JinaClient(new JinaClientOptions { ApiKey = TestClient.Key, BaseUrl = new Uri("https://api.example.org") }, http);

        var error = await Assert.ThrowsAsync<JinaApiException>(() => client.GenerateAsync(["a"]));
        await serving;

        Assert.Equal("network", error.Code);
        Assert.False(error.IsTransient);
        Assert.Contains("the proxy refused the connection", error.Message);
        Assert.Equal(advises, error.Message.Contains("HTTPS_PROXY", StringComparison.Ordinal));
        Assert.DoesNotContain(TestClient.Key, error.ToString());
    }

    private static async Task ServeAsync(TcpListener proxy, string status)
    {
        using var socket = await proxy.AcceptTcpClientAsync();
        var stream = socket.GetStream();
        using var reader = new StreamReader(stream, leaveOpen: true);
        while (await reader.ReadLineAsync() is { Length: > 0 })
        {
        }
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
    }
}
