using System.Text.Json;

namespace JinaSharp.Inference.Tokenizers.Loading;

/// <summary>Reads fields of tokenizer.json components, with errors that name the component and the field.</summary>
internal static class ComponentReader
{
    /// <summary>The <c>type</c> of a component; null when the component is null or missing.</summary>
    public static string? Type(JsonElement? component, string role)
    {
        if (component is not { } element || element.ValueKind == JsonValueKind.Null)
            return null;
        if (element.ValueKind != JsonValueKind.Object)
            throw new ModelFormatException($"The {role} is a JSON {element.ValueKind}; an object with a 'type' or null was expected.");
        return element.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
            ? type.GetString()
            : throw new ModelFormatException($"The {role} has no 'type'. The tokenizer file is damaged or of an unknown version.");
    }

    /// <summary>A field that must be there.</summary>
    public static JsonElement Required(this JsonElement component, string field, JsonValueKind kind)
    {
        if (component.ValueKind != JsonValueKind.Object || !component.TryGetProperty(field, out var value))
            throw new ModelFormatException($"The field '{field}' ({kind}) is missing in {Shown(component)}.");
        return value.ValueKind == kind ? value : throw Wrong(component, field, kind.ToString(), value);
    }

    /// <summary>A text that must be there.</summary>
    public static string RequiredString(this JsonElement component, string field) =>
        component.Required(field, JsonValueKind.String).GetString()!;

    /// <summary>A text, or null when it is null or missing.</summary>
    public static string? OptionalString(this JsonElement component, string field)
    {
        if (!component.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(component, field, "String", value);
    }

    /// <summary>A truth value, or null when it is null or missing.</summary>
    public static bool? OptionalBoolean(this JsonElement component, string field)
    {
        if (!component.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Wrong(component, field, "True or False", value),
        };
    }

    /// <summary>A number from 0 up, or null when it is null or missing.</summary>
    public static int? OptionalCount(this JsonElement component, string field)
    {
        if (!component.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return Count(component, field, value);
    }

    /// <summary>A number from 0 up that must be there.</summary>
    public static int RequiredCount(this JsonElement component, string field) =>
        Count(component, field, component.Required(field, JsonValueKind.Number));

    /// <summary>The single character of a field.</summary>
    public static char Character(this JsonElement component, string field, char missing)
    {
        var text = component.OptionalString(field) ?? missing.ToString();
        return text.Length == 1
            ? text[0]
            : throw new ModelFormatException($"The field '{field}' is '{text}'; one character of the basic plane was expected, in {Shown(component)}.");
    }

    /// <summary>The beginning of a component's JSON.</summary>
    public static string Shown(JsonElement component)
    {
        var text = component.GetRawText();
        return text.Length <= 120 ? text : text[..120] + " ...";
    }

    // Sizes beyond what an int holds mean "no limit" in files ("max_length": 18446744073709551615).
    private static int Count(JsonElement component, string field, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var number) || number < 0 || number != decimal.Truncate(number))
            throw Wrong(component, field, "a whole number from 0 up", value);
        return number > int.MaxValue ? int.MaxValue : (int)number;
    }

    private static ModelFormatException Wrong(JsonElement component, string field, string expected, JsonElement value) =>
        new($"The field '{field}' is {Shown(value)}; expected {expected}, in {Shown(component)}.");
}
