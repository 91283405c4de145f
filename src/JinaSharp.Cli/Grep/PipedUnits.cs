namespace JinaSharp.Cli.Grep;

/// <summary>The units of stdin: lines that another command printed, or the paragraphs or sentences of a text.</summary>
internal static class PipedUnits
{
    public static IEnumerable<GrepUnit> Read(CliContext context, Granularity granularity)
    {
        if (granularity != Granularity.Line)
        {
            foreach (var unit in UnitSplitter.Split(null, context.Host.In, granularity)) yield return unit with { Original = unit.Text!.Replace('\n', ' ') };
            yield break;
        }
        var files = new Dictionary<string, GrepFile>(StringComparer.Ordinal);
        foreach (var (number, text) in BoundedLines.Read(context.Host.In))
        {
            var line = PipedLine.Parse(text);
            if (!UnitSplitter.HasMeaning(line.Content)) continue;
            GrepFile? file = null;
            if (line.File is { } name && !files.TryGetValue(name, out file)) files.Add(name, file = new GrepFile(null, name));
            var place = line.Line > 0 ? line.Line : line.File is null ? number : 0;
            yield return new GrepUnit(file, place, place, line.Content, text);
        }
    }
}
