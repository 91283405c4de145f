using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;

namespace JinaSharp.Client.Tests.Http;

/// <summary>The key is sent in one header and is nowhere else: not in logs, exceptions, spans, texts of objects, or recordings.</summary>
public sealed class SecretTests
{
    [Fact]
    public async Task Key_AppearsNowhereButInItsHeader()
    {
        var everything = new StringBuilder();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (everything) everything.AppendLine($"{activity.DisplayName} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(static e => e.Tags))} {activity.StatusDescription}");
            },
        };
        ActivitySource.AddActivityListener(listener);
        // Every kind of answer, each echoing the key.
        (HttpStatusCode Status, string Body)[] answers =
        [
            (HttpStatusCode.Unauthorized, $$"""{"detail":"{{TestClient.Key}}","code":"{{TestClient.Key}}","request_id":"r"}"""),
            (HttpStatusCode.BadRequest, $$"""{"detail":{"message":"{{TestClient.Key}}","code":"X"} }"""),
            (HttpStatusCode.UnprocessableEntity, $$"""{"detail":"x","errors":[{"field":"body -> input","message":"{{TestClient.Key}}"}]}"""),
            (HttpStatusCode.ServiceUnavailable, $"<html>{TestClient.Key}</html>"),
            (HttpStatusCode.OK, $"<html>{TestClient.Key}</html>"),
            (HttpStatusCode.OK, $$"""{"model":"{{TestClient.Key}}","data":[{"""),
            (HttpStatusCode.OK, TestClient.Data("embeddings-two.json")),
        ];
        foreach (var (status, body) in answers)
        {
            using var test = new TestClient(static options => options.MaxRetries = 1);
            test.Handler.Answer(body, status);
            try
            {
                everything.AppendLine((await test.RunAsync(test.Client.GenerateAsync(["a", "b"]))).ToString());
            }
            catch (JinaApiException exception)
            {
                everything.AppendLine(exception.ToString()).AppendLine(exception.RawBody).AppendLine(exception.Code).AppendLine(exception.FieldPath);
            }
            everything.AppendLine(test.Client.ToString()).AppendJoin('\n', test.Log.Lines);
            foreach (var request in test.Handler.Requests)
                everything.AppendLine(request.Body).AppendLine(request.Address.ToString()).AppendJoin('\n', request.Headers);
        }
        var options = new JinaClientOptions { ApiKey = TestClient.Key };
        everything.AppendLine(options.ToString()).AppendLine(JsonSerializer.Serialize(options));

        Assert.Contains("Bearer [redacted]", everything.ToString());
        Assert.DoesNotContain(TestClient.Key, everything.ToString());
    }
}
