namespace JinaSharp.Pipelines.Reading;

/// <summary>Tells whether the first row of a table names its columns.</summary>
internal static class CsvHeader
{
    private const int MaxNameLength = 64;
    private const int MaxNameWords = 6;

    /// <summary>
    /// The names of the columns, or null where the first row is data. Names are short, distinct words; a number, a sentence, a cell that the next
    /// row repeats, or one with digits that looks like the cell below it (q01 over q02) is data.
    /// </summary>
    public static List<string>? Find(IReadOnlyList<string> first, IReadOnlyList<string> second)
    {
        var names = first.Select(cell => cell.Trim()).ToList();
        if (!names.TrueForAll(IsName) || names.Distinct(StringComparer.Ordinal).Count() != names.Count) return null;
        for (var i = 0; i < Math.Min(names.Count, second.Count); i++)
        {
            if (IsLike(names[i], second[i].Trim())) return null;
        }
        return names;
    }

    private static bool IsName(string cell) =>
        cell.Length is > 0 and <= MaxNameLength
        && cell.AsSpan().Count(' ') < MaxNameWords
        && FieldValue.FromText(cell).Kind == PayloadKind.String;

    private static bool IsLike(string name, string below)
    {
        if (name.Equals(below, StringComparison.Ordinal)) return true;
        return name.Length == below.Length && name.AsSpan().IndexOfAnyInRange('0', '9') >= 0 && Shape(name) == Shape(below);
    }

    // Letters and digits stand for their kind, everything else for itself: "q01" and "q02" are both "a00".
    private static string Shape(string cell) => string.Create(cell.Length, cell, static (shape, text) =>
    {
        for (var i = 0; i < text.Length; i++) shape[i] = char.IsDigit(text[i]) ? '0' : char.IsLetter(text[i]) ? 'a' : text[i];
    });
}
