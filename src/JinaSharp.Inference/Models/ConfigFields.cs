using System.Text.Json;
using JinaSharp.Inference.Weights;

namespace JinaSharp.Inference.Models;

/// <summary>Typed, range-checked reading of a <c>config.json</c>. A field that is absent or null counts as absent.</summary>
internal readonly struct ConfigFields(JsonElement root, string file)
{
    public JsonElement Root { get; } = root;

    public string File { get; } = file;

    public bool Has(string name) => Root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    public int Size(string name, int min = 1, int max = 1 << 24) =>
        OptionalSize(name, min, max) ?? throw Bad($"has no '{name}'");

    public int? OptionalSize(string name, int min = 0, int max = int.MaxValue)
    {
        if (!Has(name)) return null;
        var value = Root.GetProperty(name);
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number) || number < min || number > max)
            throw Bad($"has '{name}' = {JsonFile.Raw(value, File)}; expected a whole number from {min} to {max}");
        return (int)number;
    }

    public double Number(string name, double fallback, double min, double max)
    {
        if (!Has(name)) return fallback;
        var value = Root.GetProperty(name);
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || !(number >= min && number <= max))
            throw Bad($"has '{name}' = {JsonFile.Raw(value, File)}; expected a number from {min} to {max}");
        return number;
    }

    public bool? OptionalFlag(string name) =>
        !Has(name) ? null : Root.GetProperty(name).ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Bad($"has '{name}' that is neither true nor false"),
        };

    public string? OptionalText(string name) =>
        !Has(name) ? null
        : Root.GetProperty(name) is { ValueKind: JsonValueKind.String } value ? JsonFile.Text(value, File)
        : throw Bad($"has '{name}' that is not a text");

    public IReadOnlyList<string> OptionalTexts(string name)
    {
        if (!Has(name)) return [];
        var list = Root.GetProperty(name);
        if (list.ValueKind != JsonValueKind.Array) throw Bad($"has '{name}' that is not a list");
        var texts = new List<string>();
        foreach (var item in list.EnumerateArray())
            texts.Add(item.ValueKind == JsonValueKind.String ? JsonFile.Text(item, File) : throw Bad($"has '{name}' with an item that is not a text"));
        return texts;
    }

    public IReadOnlyList<int> OptionalSizes(string name)
    {
        if (!Has(name)) return [];
        var list = Root.GetProperty(name);
        if (list.ValueKind != JsonValueKind.Array) throw Bad($"has '{name}' that is not a list");
        var sizes = new List<int>();
        foreach (var item in list.EnumerateArray())
            sizes.Add(item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var size) && size > 0 ? size : throw Bad($"has '{name}' with an item that is not a positive number"));
        return sizes;
    }

    /// <summary>A map of names to texts, such as <c>task_instructions</c>.</summary>
    public IReadOnlyDictionary<string, string> OptionalTextMap(string name)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!Has(name)) return texts;
        var map = Root.GetProperty(name);
        if (map.ValueKind != JsonValueKind.Object) throw Bad($"has '{name}' that is not an object");
        foreach (var entry in map.EnumerateObject())
            texts[JsonFile.Name(entry, File)] = entry.Value.ValueKind == JsonValueKind.String ? JsonFile.Text(entry.Value, File) : throw Bad($"has '{name}' with a value that is not a text");
        return texts;
    }

    /// <summary>A map of names to numbers, such as <c>rank_pattern</c>.</summary>
    public IReadOnlyDictionary<string, double> OptionalNumberMap(string name, double min, double max)
    {
        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        if (!Has(name)) return numbers;
        var map = Root.GetProperty(name);
        if (map.ValueKind != JsonValueKind.Object) throw Bad($"has '{name}' that is not an object");
        foreach (var entry in map.EnumerateObject())
            numbers[JsonFile.Name(entry, File)] = entry.Value.ValueKind == JsonValueKind.Number && entry.Value.TryGetDouble(out var number) && number >= min && number <= max
                ? number
                : throw Bad($"has '{name}' with a value that is not a number from {min} to {max}");
        return numbers;
    }

    public ModelFormatException Bad(string what) => new($"'{File}' {what}.", File);
}
