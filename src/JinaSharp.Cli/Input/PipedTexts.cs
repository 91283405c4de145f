using System.Text.Json;

namespace JinaSharp.Cli.Input;

/// <summary>Texts from arguments or stdin: a text a line, blank lines left out, or the JSON that another command printed.</summary>
internal static class PipedTexts
{
    /// <summary>The arguments, or what stdin holds.</summary>
    /// <param name="context">The command.</param>
    /// <param name="arguments">The texts of the command line.</param>
    public static async Task<List<string>> ReadAsync(CliContext context, IReadOnlyList<string>? arguments)
    {
        if (arguments is { Count: > 0 }) return [.. arguments];
        if (context.Host.InIsTerminal) throw new CliException("nothing to work on: give it as arguments, or one a line on stdin.") { ShowsUsage = true };
        var input = await context.Host.In.ReadToEndAsync(context.CancellationToken);
        if (FromJson(input) is { } texts) return texts;
        using var reader = new StringReader(input);
        List<string> lines = [];
        while (reader.ReadLine() is { } line)
            if (!string.IsNullOrWhiteSpace(line)) lines.Add(line);
        return lines;
    }

    /// <summary>The arguments as one text, or the text that stdin holds, its lines joined by spaces.</summary>
    /// <param name="context">The command.</param>
    /// <param name="arguments">The words of the command line.</param>
    /// <param name="nothing">The message where the text is blank.</param>
    public static async Task<string> ReadJoinedAsync(CliContext context, IReadOnlyList<string>? arguments, string nothing)
    {
        var text = string.Join(' ', (await ReadAsync(context, arguments)).Select(static part => part.Trim()).Where(static part => part.Length > 0));
        return text.Length > 0 ? text : throw new CliException(nothing) { ShowsUsage = true };
    }

    /// <summary>The texts of a JSON document with a list of results, or null where the input is no such document.</summary>
    private static List<string>? FromJson(string input)
    {
        if (input.AsSpan().TrimStart() is not ['{' or '[', ..]) return null;
        try
        {
            using var document = JsonDocument.Parse(input);
            var list = Find(document.RootElement);
            return list is { ValueKind: JsonValueKind.Array } found ? [.. found.EnumerateArray().Select(TextOf)] : null;
        }
        catch (JsonException)
        {
            return null; // lines that happen to begin with a brace
        }
    }

    private static JsonElement? Find(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) return root;
        foreach (var name in new[] { "results", "data", "chunks", "texts" })
            if (root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array)
                return list;
        return null;
    }

    /// <summary>A result's text, or its title and the best of what describes it.</summary>
    private static string TextOf(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object) return item.ToString();
        if (Member(item, "text") is { } text) return text;
        if (item.TryGetProperty("document", out var document)) return TextOf(document);
        var parts = new[] { Member(item, "title"), Member(item, "content") ?? Member(item, "snippet") ?? Member(item, "description") };
        return string.Join(". ", parts.Where(static part => part is not null));
    }

    private static string? Member(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
