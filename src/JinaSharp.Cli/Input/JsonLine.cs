using System.Text.Json;

namespace JinaSharp.Cli.Input;

/// <summary>One JSON value of stdin and the number of its line.</summary>
internal readonly record struct JsonLine(JsonElement Value, int Number)
{
    /// <summary>Reads a text: a string, or an array of UTF-16 units, which can also express lone surrogates.</summary>
    public string Text(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.String => String(element, name),
        JsonValueKind.Array => Units(element, name),
        _ => throw Wrong($"{name} is a JSON {element.ValueKind}; a string or an array of UTF-16 units was expected"),
    };

    /// <summary>Reads a text, or an input object of the API that holds one. Pictures and PDFs are not read line by line; other members may be there.</summary>
    public string TextOrObject(string name)
    {
        if (Value.ValueKind != JsonValueKind.Object) return Text(Value, name);
        foreach (var other in (ReadOnlySpan<string>)["image", "pdf"])
            if (Value.TryGetProperty(other, out var media) && media.ValueKind != JsonValueKind.Null) throw Wrong($"the object has '{other}'; --jsonl reads texts, {{\"text\": \"...\"}}");
        return Value.TryGetProperty("text", out var text) ? Text(text, "'text'") : throw Wrong("the object has no 'text'; other inputs are not read line by line");
    }

    /// <summary>An error that names the line.</summary>
    public CliException Wrong(string problem) => new($"Line {Number} of stdin: {problem}.");

    private string String(JsonElement element, string name)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Wrong($"{name} has a lone surrogate, which a JSON string cannot carry; give the text as an array of UTF-16 units");
        }
    }

    private string Units(JsonElement element, string name)
    {
        var units = new char[element.GetArrayLength()];
        var index = 0;
        foreach (var item in element.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetUInt16(out var unit))
                throw Wrong($"{name} has {item.GetRawText()} at index {index}; UTF-16 units are numbers from 0 to 65535");
            units[index++] = (char)unit;
        }

        return new string(units);
    }
}
