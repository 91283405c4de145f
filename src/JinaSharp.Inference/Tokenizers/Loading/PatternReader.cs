using System.Text.Json;
using JinaSharp.Inference.Tokenizers.Patterns;

namespace JinaSharp.Inference.Tokenizers.Loading;

/// <summary>Reads the <c>pattern</c> of Split and Replace.</summary>
internal static class PatternReader
{
    /// <summary>The pattern of a component.</summary>
    public static TextPattern Read(JsonElement component) =>
        Regex(component) is { } regex ? new RegexPattern(regex) : new StringPattern(Text(component)!);

    /// <summary>The regular expression of a component, or null when its pattern is a string.</summary>
    public static string? Regex(JsonElement component)
    {
        var pattern = component.Required("pattern", JsonValueKind.Object);
        var regex = pattern.OptionalString("Regex");
        if (regex is null && Text(component) is null)
            throw new ModelFormatException($"A pattern has a 'String' or a 'Regex'; neither is in {ComponentReader.Shown(component)}.");
        return regex;
    }

    private static string? Text(JsonElement component) => component.Required("pattern", JsonValueKind.Object).OptionalString("String");
}
