using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using JinaSharp.Testing;

namespace JinaSharp.Cli.Tests.Commands;

/// <summary>What <c>jina search</c> sends.</summary>
public sealed class SearchRequestTests
{
    [Fact]
    public async Task Search_Operators_AreSentAndOnlyWhenGiven()
    {
        var sent = await SendAsync("--site", "a.org", "--site", "b.org", "--filetype", "pdf", "--intitle", "two words", "--fallback", "--nfpr");
        var plain = await SendAsync();

        Assert.Equal("""["a.org","b.org"]""", sent.GetProperty("site").GetRawText());
        Assert.Equal("""["pdf"]""", sent.GetProperty("filetype").GetRawText());
        Assert.Equal("""["two words"]""", sent.GetProperty("intitle").GetRawText());
        Assert.True(sent.GetProperty("fallback").GetBoolean());
        Assert.True(sent.GetProperty("nfpr").GetBoolean());
        foreach (var name in new[] { "site", "filetype", "intitle", "fallback", "nfpr" }) Assert.False(plain.TryGetProperty(name, out _), name);
    }

    [Fact]
    public async Task Search_OptionsOfJinasOwnCommandLine_AreDocumentedMeans()
    {
        Assert.Equal("""["arxiv.org"]""", (await SendAsync("--arxiv")).GetProperty("site").GetRawText());
        Assert.Equal("""["papers.ssrn.com"]""", (await SendAsync("--ssrn")).GetProperty("site").GetRawText());
        Assert.Equal("""["a.org","jina.ai/news"]""", (await SendAsync("--blog", "--site", "a.org")).GetProperty("site").GetRawText());
        Assert.Equal("images", (await SendAsync("--images")).GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("d", "q after:2025-12-31")]
    [InlineData("w", "q after:2025-12-25")]
    [InlineData("m", "q after:2025-12-01")]
    [InlineData("y", "q after:2025-01-01")]
    public async Task Search_Time_IsAnOperatorOfTheQuery(string time, string expected) =>
        Assert.Equal(expected, (await SendAsync("--time", time)).GetProperty("q").GetString());

    [Theory]
    [InlineData("knows days", "--time", "h")]
    [InlineData("expected d, w, m or y", "--time", "x")]
    [InlineData("does not know", "--time", "d", "--provider", "bing")]
    [InlineData("--images is --type images", "--images", "--type", "news")]
    public async Task Search_WhatCannotBeHad_IsRefused(string expected, params string[] options)
    {
        using var cli = new CliRunner();
        cli.Variables["JINA_API_KEY"] = "test";

        var run = await cli.RunAsync(["search", "q", .. options]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(expected, run.Error);
    }

    private static async Task<JsonElement> SendAsync(params string[] options)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener);
        using var cli = new CliRunner { Clock = new ManualTimeProvider() }; // 2026-01-01
        cli.Variables["JINA_API_KEY"] = "test";

        var run = await cli.RunAsync(["search", "q", .. options, "--base-url", $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"]);

        Assert.Equal(0, run.ExitCode);
        return JsonDocument.Parse(await serving).RootElement;
    }

    private static async Task<string> ServeAsync(TcpListener listener)
    {
        using var socket = await listener.AcceptTcpClientAsync();
        var stream = socket.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var length = 0;
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) length = int.Parse(line.AsSpan(15), CultureInfo.InvariantCulture);
        var body = new char[length];
        await reader.ReadBlockAsync(body);
        const string Reply = """{"code":200,"status":20000,"data":[],"meta":{"usage":{"tokens":1}}}""";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Reply.Length}\r\nConnection: close\r\n\r\n{Reply}"));
        return new string(body);
    }
}
