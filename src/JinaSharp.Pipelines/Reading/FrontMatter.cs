namespace JinaSharp.Pipelines.Reading;

/// <summary>The header of a Markdown file between two lines of <c>---</c>: simple values by name and lists of them.</summary>
/// <remarks>Deeper structure of YAML is passed over; it does not help to filter by.</remarks>
internal static class FrontMatter
{
    private const int MaxLines = 200;

    /// <summary>Takes the header off a text.</summary>
    /// <returns>The fields and the number of characters taken; zero when there is no header.</returns>
    public static (Dictionary<string, PayloadValue> Fields, int Length) Read(string text)
    {
        var fields = new Dictionary<string, PayloadValue>(StringComparer.Ordinal);
        if (!text.StartsWith("---\n", StringComparison.Ordinal)) return (fields, 0);
        var (position, list) = (4, default(string));
        for (var count = 0; count < MaxLines && position < text.Length; count++)
        {
            var end = text.IndexOf('\n', position);
            if (end < 0) end = text.Length;
            var line = text.AsSpan(position, end - position);
            position = Math.Min(end + 1, text.Length);
            if (line.TrimEnd() is "---" or "...") return (fields, position);
            list = ReadLine(line, fields, list);
        }
        return ([], 0);
    }

    // Returns the name of the list that following '- item' lines belong to.
    private static string? ReadLine(ReadOnlySpan<char> line, Dictionary<string, PayloadValue> fields, string? list)
    {
        var item = line.TrimStart();
        if (list is not null && item.StartsWith("- "))
        {
            IEnumerable<PayloadValue> items = fields.TryGetValue(list, out var before) ? before.AsList() : [];
            fields[list] = PayloadValue.FromList(items.Append(FieldValue.FromText(Unquote(item[2..]))));
            return list;
        }
        var colon = line.IndexOf(':');
        if (colon <= 0 || line[0] is ' ' or '\t' or '#' or '-') return null;
        var name = line[..colon].Trim().ToString();
        var value = line[(colon + 1)..].Trim();
        if (value.IsEmpty) return name;
        fields[name] = value is ['[', .., ']']
            ? PayloadValue.FromList(value[1..^1].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(part => FieldValue.FromText(Unquote(part))))
            : FieldValue.FromText(Unquote(value));
        return null;
    }

    private static string Unquote(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        return value is ['"', .., '"'] or ['\'', .., '\''] ? value[1..^1].ToString() : value.ToString();
    }
}
