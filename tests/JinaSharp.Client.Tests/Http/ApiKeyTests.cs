using JinaSharp.Client.Http;

namespace JinaSharp.Client.Tests.Http;

public sealed class ApiKeyTests
{
    [Fact]
    public void Resolve_FirstNameThatIsSet_Wins()
    {
        var environment = new Dictionary<string, string> { ["B"] = " jina_two \n", ["C"] = "jina_three" };

        var key = ApiKey.Resolve(null, ["A", "B", "C"], name => environment.GetValueOrDefault(name));

        Assert.Equal("jina_two", key.Reveal());
        Assert.Equal(["A", "B"], key.TriedNames);
    }

    [Fact]
    public void Resolve_GivenKey_BeatsTheEnvironment() =>
        Assert.Equal("given", ApiKey.Resolve("given", ["A"], _ => "environment").Reveal());

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("line\nbreak")]
    [InlineData("schlüssel")]
    public void Resolve_ImpossibleKey_IsRefusedWithoutShowingIt(string key)
    {
        var error = Assert.Throws<ArgumentException>(() => ApiKey.Resolve(key, [], _ => null));

        if (key.Length > 0) Assert.DoesNotContain(key, error.Message);
    }

    [Fact]
    public async Task Call_WithoutKey_NamesTheVariablesTried()
    {
        var options = new JinaClientOptions { ApiKeyEnvironmentVariables = ["JINASHARP_TEST_UNSET_1", "JINASHARP_TEST_UNSET_2"] };
        using var client = new JinaClient(options);

        var error = await Assert.ThrowsAsync<JinaApiException>(() => client.GenerateAsync(["a"]));

        Assert.Equal("missing_api_key", error.Code);
        Assert.Contains("JINASHARP_TEST_UNSET_1, JINASHARP_TEST_UNSET_2", error.Message);
    }

    [Fact]
    public async Task Call_WithoutKeyToAnotherServer_IsSentWithoutAuthorization()
    {
        using var test = new TestClient(options => (options.ApiKey, options.ApiKeyEnvironmentVariables, options.BaseUrl) = (null, [], new Uri("http://localhost:8080/v1")));
        test.Handler.Answer(TestClient.Data("embeddings-two.json"));

        await test.Client.GenerateAsync(["a", "b"]);

        var request = Assert.Single(test.Handler.Requests);
        Assert.Equal("http://localhost:8080/v1/embeddings", request.Address.AbsoluteUri);
        Assert.False(request.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public void ToString_NeverShowsTheKey()
    {
        using var client = new JinaClient(TestClient.Key);

        Assert.DoesNotContain(TestClient.Key, client.ToString());
        Assert.DoesNotContain(TestClient.Key, ApiKey.Resolve(TestClient.Key, [], _ => null).ToString());
    }
}
