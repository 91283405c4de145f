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
        var (first, cells) = (new List<string>(), new List<string>());
        if (!rows.Read(first)) yield break;
        var (startLine, endLine) = (rows.StartLine, rows.EndLine);
        var more = rows.Read(cells);
        var names = CsvHeader.Find(first, more ? cells : []);
        if (names is null)
        {
            names = [.. Enumerable.Range(1, first.Count).Select(number => $"column{number}")];
            yield return Section(names, first, startLine, endLine);
        }
        for (; more; more = rows.Read(cells)) yield return Section(names, cells, rows.StartLine, rows.EndLine);
    }

    private static TextSection Section(List<string> names, List<string> cells, int startLine, int endLine)
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
        lines.Add(0, startLine);
        // Where in the row a line begins is not kept: the last position stands for the last line.
        if (endLine > startLine && text.Length > 1) lines.Add(text.Length - 2, endLine);
        return new TextSection { Text = text.ToString(), Lines = lines, Fields = fields };
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
