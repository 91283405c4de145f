using System.Net;
using JinaSharp.Inference.Hub;

namespace JinaSharp.Inference.Tests.Hub;

public sealed class HubConnectionsTests
{
    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("100.128.0.1", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("8.8.8.8", true)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("2606:4700::1", true)]
    public void IsPublic_KnownRanges_AreTold(string address, bool expected) =>
        Assert.Equal(expected, HubConnections.IsPublic(IPAddress.Parse(address)));

    [Fact]
    public async Task Handler_PublicHubPointingInside_IsRefused()
    {
        using var client = new HttpClient(HubConnections.Create(new Uri("https://8.8.8.8")));

        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri("http://127.0.0.1:9/"), TestContext.Current.CancellationToken));

        Assert.Contains("private network", exception.ToString(), StringComparison.Ordinal);
    }
}
