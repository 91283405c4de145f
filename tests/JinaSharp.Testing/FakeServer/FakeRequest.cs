using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace JinaSharp.Testing;

/// <summary>A request to the fake server: the JSON body with the checks that all handlers make.</summary>
internal sealed class FakeRequest(HttpContext context, JsonElement body, JinaFakeServerOptions options, FakeFault? fault)
{
    public HttpContext Context { get; } = context;

    public JsonElement Body { get; } = body;

    public JinaFakeServerOptions Options { get; } = options;

    public FakeFault? Fault { get; } = fault;

    public string Header(string name) => Context.Request.Headers[name].ToString();

    /// <summary>Refuses fields that are not in the list, as the service's schemas do.</summary>
    public void Allow(params ReadOnlySpan<string> names)
    {
        if (Body.ValueKind != JsonValueKind.Object) throw FakeError.Invalid("body", "Input should be a valid dictionary", "model_attributes_type");
        if (Options.IgnoreUnknownFields) return;
        foreach (var property in Body.EnumerateObject())
            if (!names.Contains(property.Name))
                throw FakeError.Invalid($"body -> {property.Name}", "Extra inputs are not permitted", "extra_forbidden");
    }

    public string Required(string name) => Optional(name) ?? throw FakeError.Invalid($"body -> {name}", "Field required", "missing");

    public string? Optional(string name)
    {
        if (!TryGet(name, out var value)) return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw FakeError.Invalid($"body -> {name}", "Input should be a valid string", "string_type");
    }

    public bool? Flag(string name)
    {
        if (!TryGet(name, out var value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw FakeError.Invalid($"body -> {name}", "Input should be a valid boolean", "bool_type"),
        };
    }

    public int? Number(string name, int least = int.MinValue, int most = int.MaxValue)
    {
        if (!TryGet(name, out var value)) return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var number)) throw FakeError.Invalid($"body -> {name}", "Input should be a valid integer", "int_type");
        if (number < least) throw FakeError.Invalid($"body -> {name}", $"Input should be greater than or equal to {least}", "greater_than_equal");
        if (number > most) throw FakeError.Invalid($"body -> {name}", $"Input should be less than or equal to {most}", "less_than_equal");
        return number;
    }

    public JsonElement Array(string name, int most)
    {
        if (!TryGet(name, out var value)) throw FakeError.Invalid($"body -> {name}", "Field required", "missing");
        if (value.ValueKind != JsonValueKind.Array) throw FakeError.Invalid($"body -> {name}", "Input should be a valid list", "list_type");
        if (value.GetArrayLength() == 0) throw FakeError.Invalid($"body -> {name}", "List should have at least 1 item", "too_short");
        if (value.GetArrayLength() > most) throw FakeError.Invalid($"body -> {name}", $"List should have at most {most} items", "too_long");
        return value;
    }

    public bool TryGet(string name, out JsonElement value) => Body.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>The text of an item that is a string or <c>{"text": ...}</c>, or the value of another single member.</summary>
    public string Content(JsonElement item, string path, out string kind)
    {
        kind = "text";
        if (item.ValueKind == JsonValueKind.String) return Checked(item.GetString()!);
        if (item.ValueKind == JsonValueKind.Object)
            foreach (var property in item.EnumerateObject())
                if (property.Name is "text" or "image" or "pdf" or "audio" or "video")
                {
                    kind = property.Name;
                    if (property.Value.ValueKind != JsonValueKind.String) break;
                    return Checked(property.Value.GetString()!);
                }
        throw FakeError.Invalid(path, "Input should be a valid string", "string_type");
    }

    public static int Tokens(string text) => (System.Text.Encoding.UTF8.GetByteCount(text) / 4) + 2;

    private string Checked(string text) =>
        Options.Refuses?.Invoke(text) == true ? throw FakeError.Handler(400, "INPUT_INVALID", "One of the inputs could not be processed.") : text;
}
