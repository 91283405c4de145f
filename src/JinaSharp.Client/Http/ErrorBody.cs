using System.Text;
using System.Text.Json;

namespace JinaSharp.Client.Http;

/// <summary>What an error answer says, whichever of the documented shapes it has.</summary>
internal sealed class ErrorBody
{
    public string? Message { get; private set; }

    public string? Code { get; private set; }

    public string? RequestId { get; private set; }

    public string? FieldPath { get; private set; }

    public int? ItemIndex { get; private set; }

    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>The HTTP number that a Reader envelope gives, also inside an HTTP 200.</summary>
    public int? EnvelopeStatus { get; private set; }

    /// <summary>Whether the body was JSON of a documented error shape.</summary>
    public bool IsKnownShape => Message is not null || Code is not null;

    /// <param name="body">The body.</param>
    /// <param name="key">The key, which is taken out of everything that is kept.</param>
    /// <param name="now">The moment that waits are counted from.</param>
    public static ErrorBody Parse(ReadOnlyMemory<byte> body, ApiKey key, DateTimeOffset now)
    {
        var result = Parse(body, now);
        result.Message = Redact(result.Message);
        result.Code = Redact(result.Code);
        result.RequestId = Redact(result.RequestId);
        result.FieldPath = Redact(result.FieldPath);
        return result;

        string? Redact(string? text) => text is null ? null : key.Redact(text);
    }

    private static ErrorBody Parse(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        var result = new ErrorBody();
        if (body.Length is 0 or > 4 * 1024 * 1024) return result;
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object) result.ReadRoot(document.RootElement, now);
        }
        catch (JsonException)
        {
            // Not JSON: the caller reports the raw text.
        }
        return result;
    }

    private void ReadRoot(JsonElement root, DateTimeOffset now)
    {
        Code = Text(root, "code");
        RequestId = Text(root, "request_id") ?? Text(root, "requestId");
        if (root.TryGetProperty("detail", out var detail)) ReadDetail(detail);
        if (root.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array) ReadErrors(errors);
        if (root.TryGetProperty("error", out var error))
        {
            if (error.ValueKind == JsonValueKind.Object)
            {
                Message ??= Text(error, "message");
                Code = Text(error, "code") ?? Text(error, "type") ?? Code;
            }
            else if (error.ValueKind == JsonValueKind.String)
            {
                Message ??= error.GetString();
            }
        }
        ReadReaderEnvelope(root, now);
        Message ??= Text(root, "message");
    }

    private void ReadDetail(JsonElement detail)
    {
        switch (detail.ValueKind)
        {
            case JsonValueKind.String:
                Message = detail.GetString();
                TakeRequestIdFromText();
                break;
            case JsonValueKind.Object:
                Message = Text(detail, "message");
                Code = Text(detail, "code") ?? Code;
                RequestId = Text(detail, "request_id") ?? RequestId;
                break;
            case JsonValueKind.Array:
                ReadErrors(detail);
                break;
        }
    }

    /// <summary>Entries of <c>{field, message, type}</c> or of <c>{loc: [...], msg, type}</c>; their <c>input</c> is the caller's data and stays out.</summary>
    private void ReadErrors(JsonElement errors)
    {
        var text = new StringBuilder();
        foreach (var entry in errors.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Object) continue;
            var path = entry.TryGetProperty("loc", out var location) && location.ValueKind == JsonValueKind.Array
                ? string.Join('.', location.EnumerateArray().Select(part => part.ToString()))
                : Text(entry, "field")?.Replace(" -> ", ".", StringComparison.Ordinal);
            if (FieldPath is null && path is not null)
            {
                FieldPath = path;
                ItemIndex = IndexIn(path);
            }
            if (text.Length < 2000)
                text.Append(text.Length > 0 ? "; " : "").Append(path).Append(": ").Append(Text(entry, "message") ?? Text(entry, "msg") ?? Text(entry, "type"));
        }
        if (text.Length > 0) Message = Message is null ? text.ToString() : $"{Message} ({text})";
    }

    private void ReadReaderEnvelope(JsonElement root, DateTimeOffset now)
    {
        if (root.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var number)) EnvelopeStatus = number;
        Message = Text(root, "readableMessage") ?? Message;
        if (Text(root, "name") is { } name) Code = name;
        if (root.TryGetProperty("retryAfter", out var wait) && wait.ValueKind == JsonValueKind.Number && wait.TryGetDouble(out var seconds))
            RetryAfter = TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86_400));
        else if (Text(root, "retryAfterDate") is { } date)
            RetryAfter = Http.RetryAfter.Parse(date, now);
    }

    /// <summary>Older bodies begin <c>[RID: ...]</c>.</summary>
    private void TakeRequestIdFromText()
    {
        if (Message is null || !Message.StartsWith("[RID: ", StringComparison.Ordinal)) return;
        var end = Message.IndexOf(']', StringComparison.Ordinal);
        if (end < 0) return;
        RequestId ??= Message[6..end];
        Message = Message[(end + 1)..].TrimStart();
    }

    /// <summary>The number behind <c>input</c> or <c>documents</c> in a path such as <c>body.input.3.text</c>.</summary>
    private static int? IndexIn(string path)
    {
        var parts = path.Split('.');
        for (var i = 0; i < parts.Length - 1; i++)
            if (parts[i] is "input" or "documents")
                for (var j = i + 1; j < parts.Length; j++)
                    if (int.TryParse(parts[j], out var index))
                        return index;
        return null;
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
