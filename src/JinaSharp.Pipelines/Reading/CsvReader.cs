using System.Text;

namespace JinaSharp.Pipelines.Reading;

/// <summary>Reads CSV and TSV: every row is a record, its cells are text and fields.</summary>
internal static class CsvReader
{
    public static IEnumerable<TextSection> Read(TextReader reader, string path)
    {
        var sample = new char[4096];
        var count = reader.ReadBlock(sample, 0, sample.Length);
        var separator = path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : Separator(sample.AsSpan(0, count));
        var rows = new CsvRowReader(new PrefixedTextReader(new string(sample, 0, count), reader), separator);
        var cells = new List<string>();
        if (!rows.Read(cells)) yield break;
        var names = Header(cells);
        if (names is null)
        {
            names = [.. Enumerable.Range(1, cells.Count).Select(number => $"column{number}")];
            yield return Section(names, cells, rows);
        }
        while (rows.Read(cells)) yield return Section(names, cells, rows);
    }

    private static TextSection Section(List<string> names, List<string> cells, CsvRowReader rows)
    {
        var text = new StringBuilder();
        var fields = new Dictionary<string, PayloadValue>(StringComparer.Ordinal);
        for (var i = 0; i < cells.Count; i++)
        {
            var cell = cells[i].Trim();
            if (cell.Length == 0) continue;
            var name = i < names.Count ? names[i] : $"column{i + 1}";
            text.Append(name).Append(": ").Append(cell).Append('\n');
            if (cell.Length <= FieldValue.MaxTextLength && fields.Count < FieldValue.MaxFields) fields[name] = FieldValue.FromText(cell);
        }
        var lines = new LineMap();
        lines.Add(0, rows.StartLine);
        // Where in the row a line begins is not kept: the last position stands for the last line.
        if (rows.EndLine > rows.StartLine && text.Length > 1) lines.Add(text.Length - 2, rows.EndLine);
        return new TextSection { Text = text.ToString(), Lines = lines, Fields = fields };
    }

    // A first row of distinct, non-empty words is a header; numbers are data.
    private static List<string>? Header(List<string> cells)
    {
        var names = cells.ConvertAll(cell => cell.Trim());
        var isHeader = names.TrueForAll(name => name.Length is > 0 and <= 64 && FieldValue.FromText(name).Kind == PayloadKind.String)
            && names.Distinct(StringComparer.Ordinal).Count() == names.Count;
        return isHeader ? names : null;
    }

    private static char Separator(ReadOnlySpan<char> sample)
    {
        var line = sample.IndexOf('\n') is >= 0 and var end ? sample[..end] : sample;
        var (best, most) = (',', 0);
        foreach (var candidate in ",;\t|")
        {
            var count = line.Count(candidate);
            if (count > most) (best, most) = (candidate, count);
        }
        return best;
    }
}
