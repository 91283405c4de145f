using System.Text.Json;

namespace JinaSharp.FakeStores.Http;

/// <summary>Checks JSON against the subset of JSON schema that OpenAPI documents of version 3.0 use; names that a schema does not know are errors.</summary>
public sealed class JsonSchema(JsonElement document)
{
    private const int MostErrors = 5;

    /// <summary>The ways in which a value does not fit; empty when it does.</summary>
    public IReadOnlyList<string> Check(JsonElement value, JsonElement schema) => Check(value, schema, "$");

    private List<string> Check(JsonElement value, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("$ref", out var reference)) return Check(value, Resolve(reference.GetString()!), at);
        var nullable = schema.TryGetProperty("nullable", out var flag) && flag.GetBoolean();
        if (value.ValueKind == JsonValueKind.Null && nullable) return [];
        // {"nullable": true} alone stands for null and nothing else.
        if (nullable && !schema.EnumerateObject().Any(item => item.Name is "type" or "anyOf" or "oneOf" or "allOf" or "enum" or "properties")) return [$"{at}: expected null"];
        var errors = new List<string>();
        if (schema.TryGetProperty("allOf", out var all))
            foreach (var part in all.EnumerateArray()) errors.AddRange(Check(value, part, at));
        foreach (var name in (string[])["anyOf", "oneOf"])
        {
            if (!schema.TryGetProperty(name, out var any)) continue;
            var attempts = any.EnumerateArray().Select(part => Check(value, part, at)).ToList();
            if (attempts.All(attempt => attempt.Count > 0)) errors.Add($"{at}: fits none of {attempts.Count} forms ({string.Join(" | ", attempts.Select(attempt => attempt[0]))})");
        }
        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(item => JsonElement.DeepEquals(item, value))) errors.Add($"{at}: {value.GetRawText()} is not one of {allowed.GetRawText()}");
        if (schema.TryGetProperty("type", out var type)) CheckType(value, schema, type.GetString()!, at, errors);
        return errors.Count > MostErrors ? errors[..MostErrors] : errors;
    }

    private void CheckType(JsonElement value, JsonElement schema, string type, string at, List<string> errors)
    {
        var fits = type switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "integer" => value.ValueKind == JsonValueKind.Number && (value.TryGetInt64(out _) || value.TryGetUInt64(out _)),
            _ => value.ValueKind == JsonValueKind.Number,
        };
        if (!fits)
        {
            errors.Add($"{at}: expected {type}, found {value.ValueKind}");
            return;
        }
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckObject(value, schema, at, errors);
                break;
            case JsonValueKind.Array:
                CheckArray(value, schema, at, errors);
                break;
            case JsonValueKind.Number:
                if (schema.TryGetProperty("minimum", out var least) && value.GetDouble() < least.GetDouble()) errors.Add($"{at}: {value.GetRawText()} is below {least.GetRawText()}");
                if (schema.TryGetProperty("maximum", out var most) && value.GetDouble() > most.GetDouble()) errors.Add($"{at}: {value.GetRawText()} is above {most.GetRawText()}");
                break;
            case JsonValueKind.String:
                if (schema.TryGetProperty("minLength", out var shortest) && value.GetString()!.Length < shortest.GetInt32()) errors.Add($"{at}: the text is too short");
                if (schema.TryGetProperty("format", out var format) && format.GetString() == "uuid" && !Guid.TryParse(value.GetString(), out _)) errors.Add($"{at}: '{value.GetString()}' is not a UUID");
                break;
        }
    }

    private void CheckObject(JsonElement value, JsonElement schema, string at, List<string> errors)
    {
        var properties = schema.TryGetProperty("properties", out var known) ? known : default;
        var additional = schema.TryGetProperty("additionalProperties", out var more) ? more : default;
        if (schema.TryGetProperty("required", out var required))
            foreach (var name in required.EnumerateArray())
                if (!value.TryGetProperty(name.GetString()!, out _)) errors.Add($"{at}: '{name.GetString()}' is missing");
        foreach (var property in value.EnumerateObject())
        {
            if (properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(property.Name, out var own)) errors.AddRange(Check(property.Value, own, $"{at}.{property.Name}"));
            else if (additional.ValueKind == JsonValueKind.Object) errors.AddRange(Check(property.Value, additional, $"{at}.{property.Name}"));
            else if (additional.ValueKind == JsonValueKind.False || (additional.ValueKind == JsonValueKind.Undefined && properties.ValueKind == JsonValueKind.Object)) errors.Add($"{at}: '{property.Name}' is not known");
        }
    }

    private void CheckArray(JsonElement value, JsonElement schema, string at, List<string> errors)
    {
        if (schema.TryGetProperty("minItems", out var least) && value.GetArrayLength() < least.GetInt32()) errors.Add($"{at}: has {value.GetArrayLength()} items, expected {least.GetRawText()} or more");
        if (schema.TryGetProperty("uniqueItems", out var unique) && unique.GetBoolean() && value.EnumerateArray().Select(item => item.GetRawText()).Distinct().Count() < value.GetArrayLength()) errors.Add($"{at}: has an item twice");
        if (!schema.TryGetProperty("items", out var items)) return;
        var i = 0;
        foreach (var item in value.EnumerateArray())
        {
            errors.AddRange(Check(item, items, $"{at}[{i++}]"));
            if (errors.Count > 0) return;
        }
    }

    private JsonElement Resolve(string reference)
    {
        var found = document;
        foreach (var name in reference.TrimStart('#', '/').Split('/')) found = found.GetProperty(name);
        return found;
    }
}
