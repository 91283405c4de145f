using System.Net;

namespace JinaSharp.Client.Tests.Http;

public sealed class ErrorShapeTests
{
    [Fact]
    public async Task Error_DetailText_KeepsCodeAndRequestId()
    {
        var error = await FailAsync(HttpStatusCode.Unauthorized, "error-a-401.json");

        Assert.Equal("AUTH_INVALID_API_KEY", error.Code);
        Assert.Equal("0123456789abcdef0123456789abcdef", error.RequestId);
        Assert.Equal(HttpStatusCode.Unauthorized, error.StatusCode);
        Assert.False(error.IsTransient);
        Assert.Contains("The API key is not valid.", error.Message);
    }

    [Fact]
    public async Task Error_DetailObject_KeepsCodeAndAdvises()
    {
        var error = await FailAsync(HttpStatusCode.BadRequest, "error-b-400.json");

        Assert.Equal("INPUT_TOKEN_LIMIT_EXCEEDED", error.Code);
        Assert.Equal("fedcba9876543210fedcba9876543210", error.RequestId);
        Assert.Contains("set Truncate", error.Message);
        Assert.Equal(0, error.ItemIndex);
    }

    [Fact]
    public async Task Error_ErrorsList_NamesFieldAndItemAndLeavesTheInputOut()
    {
        using var test = new TestClient();
        test.Handler.Answer(TestClient.Data("error-c-422.json"), HttpStatusCode.UnprocessableEntity);

        var error = await Assert.ThrowsAsync<JinaApiException>(() => test.Client.GenerateAsync(["a", "b"]));

        Assert.Equal("body.input.1.text", error.FieldPath);
        Assert.Equal(1, error.ItemIndex);
        Assert.Contains("should be a valid string", error.Message);
        Assert.DoesNotContain("the caller's own text", error.ToString());
    }

    [Fact]
    public async Task Error_OldRequestIdPrefixAnd402_IsInsufficientBalance()
    {
        var error = await FailAsync(HttpStatusCode.PaymentRequired, "error-d-402.json");

        Assert.Equal("AUTHZ_INSUFFICIENT_BALANCE", error.Code);
        Assert.Equal("77aa88bb", error.RequestId);
        Assert.DoesNotContain("[RID", error.Message);
    }

    [Fact]
    public async Task Error_404OfAFixedPath_AsksAboutTheBaseUrl()
    {
        using var test = new TestClient();
        test.Handler.Answer("""{"detail":"Not Found"}""", HttpStatusCode.NotFound);

        var error = await Assert.ThrowsAsync<JinaApiException>(() => test.Client.GenerateAsync(["a"]));

        Assert.Contains("Is the base URL right? There is no /v1/embeddings.", error.Message);
    }

    [Fact]
    public async Task Error_403WithBalanceCode_IsInsufficientBalance()
    {
        using var test = new TestClient();
        test.Handler.Answer("""{"detail":"no","code":"AUTHZ_INSUFFICIENT_BALANCE"}""", HttpStatusCode.Forbidden);

        var error = await Assert.ThrowsAsync<JinaApiException>(() => test.Client.GenerateAsync(["a"]));

        Assert.Equal("AUTHZ_INSUFFICIENT_BALANCE", error.Code);
        Assert.Contains("balance is used up", error.Message);
    }

    [Fact]
    public async Task Error_ListOfLocations_JoinsMessages()
    {
        var error = await FailAsync(HttpStatusCode.UnprocessableEntity, "error-e-422.json");

        Assert.Equal("body.dimensions", error.FieldPath);
        Assert.Contains("less than or equal to 1024", error.Message);
        Assert.Contains("body.task: unexpected value", error.Message);
        Assert.DoesNotContain("4096", error.Message);
    }

    [Fact]
    public async Task Error_GatewayShape_IsTransientAndReportedAfterRetries()
    {
        using var test = new TestClient();
        test.Handler.Answer(TestClient.Data("error-f-502.json"), HttpStatusCode.BadGateway);

        var error = await Assert.ThrowsAsync<JinaApiException>(() => test.RunAsync(test.Client.GenerateAsync(["a"])));

        Assert.Equal("bad_gateway", error.Code);
        Assert.True(error.IsTransient);
        Assert.Equal(4, test.Handler.Requests.Count);
    }

    [Fact]
    public async Task Error_ReaderEnvelope_GivesNameAndWait()
    {
        using var test = new TestClient(options => options.MaxRetries = 0);
        test.Handler.Answer(TestClient.Data("error-g-429.json"), HttpStatusCode.TooManyRequests);

        var error = await Assert.ThrowsAsync<JinaApiException>(() => test.Client.GenerateAsync(["a"]));

        Assert.Equal("RateLimitTriggeredError", error.Code);
        Assert.Equal(TimeSpan.FromSeconds(7), error.RetryAfter);
    }

    [Fact]
    public async Task Error_EnvelopeInsideHttp200_IsAnError()
    {
        using var test = new TestClient();
        test.Handler.Answer("""{"data":null,"code":402,"name":"InsufficientBalanceError","status":40203,"message":"no","readableMessage":"Account balance not enough"}""");

        var error = await Assert.ThrowsAsync<JinaApiException>(() => test.Client.GenerateAsync(["a"]));

        Assert.Equal(HttpStatusCode.PaymentRequired, error.StatusCode);
        Assert.Equal("AUTHZ_INSUFFICIENT_BALANCE", error.Code);
        Assert.Single(test.Handler.Requests);
    }

    [Fact]
    public async Task Error_DetailInsideHttp200_KeepsTheText()
    {
        using var test = new TestClient();
        test.Handler.Answer("""{"detail":"Something is off"}""");

        var error = await Assert.ThrowsAsync<JinaApiException>(() => test.RunAsync(test.Client.GenerateAsync(["a"])));

        Assert.Contains("Something is off", error.Message);
    }

    [Fact]
    public async Task Error_WebPage_SaysSoAndKeepsTheRawText()
    {
        using var test = new TestClient();
        test.Handler.Answer(TestClient.Data("proxy.html"), HttpStatusCode.OK, "text/html");

        var error = await Assert.ThrowsAsync<JinaApiException>(() => test.Client.GenerateAsync(["a"]));

        Assert.Equal("not_json", error.Code);
        Assert.Contains("web page", error.Message);
        Assert.StartsWith("<!DOCTYPE html>", error.RawBody);
        Assert.Single(test.Handler.Requests);
    }

    [Fact]
    public async Task Error_WebPageWith524_IsRetried()
    {
        using var test = new TestClient();
        test.Handler.Answer(TestClient.Data("proxy.html"), (HttpStatusCode)524, "text/html").Answer(TestClient.Data("embeddings-two.json"));

        var embeddings = await test.RunAsync(test.Client.GenerateAsync(["a", "b"]));

        Assert.Equal(2, embeddings.Count);
        Assert.Equal(2, test.Handler.Requests.Count);
    }

    [Fact]
    public async Task Error_Redirect_IsNotFollowedAndNamesTheTarget()
    {
        using var test = new TestClient();
        test.Handler.Answer("", HttpStatusCode.MovedPermanently, "text/plain", ("Location", "https://elsewhere.example/v1/embeddings"));

        var error = await Assert.ThrowsAsync<JinaApiException>(() => test.Client.GenerateAsync(["a"]));

        Assert.Equal("redirected", error.Code);
        Assert.Contains("https://elsewhere.example", error.Message);
        Assert.Single(test.Handler.Requests);
    }

    [Fact]
    public async Task Error_BodyThatEchoesTheKey_DoesNotShowIt()
    {
        using var test = new TestClient();
        test.Handler.Answer($$"""{"detail":"key {{TestClient.Key}} is unknown"}""", HttpStatusCode.Unauthorized);

        var error = await Assert.ThrowsAsync<JinaApiException>(() => test.Client.GenerateAsync(["a"]));

        Assert.DoesNotContain(TestClient.Key, error.ToString());
        Assert.Contains("[key]", error.Message);
    }

    private static async Task<JinaApiException> FailAsync(HttpStatusCode status, string file)
    {
        using var test = new TestClient();
        test.Handler.Answer(TestClient.Data(file), status);
        var error = await Assert.ThrowsAsync<JinaApiException>(() => test.Client.GenerateAsync(["a"]));
        Assert.Single(test.Handler.Requests);
        return error;
    }
}
