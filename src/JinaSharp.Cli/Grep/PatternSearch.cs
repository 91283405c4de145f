using System.Text.Json.Nodes;
using JinaSharp.Cli.Output;

namespace JinaSharp.Cli.Grep;

/// <summary>Finds the units that are most similar to a pattern.</summary>
internal sealed class PatternSearch(CliContext context, GrepSettings settings)
{
    private readonly GrepStyle _style = new(settings);
    private readonly GrepHits _hits = new(settings.Most, settings.MostOfFile, settings.Invert);
    private readonly List<GrepFile> _files = [];
    private readonly HashSet<string> _printed = new(StringComparer.Ordinal);
    private GrepHit? _nearest;
    private bool _found;
    private long _units;
    private int _withoutFile;

    /// <summary>Takes one unit in.</summary>
    /// <returns>Whether more are wanted.</returns>
    public bool Accept(GrepUnit unit, float[] scores)
    {
        if (unit.Text is null)
        {
            EndFile(unit.File!);
            return true;
        }
        _units++;
        var score = scores[0];
        if (_nearest is null || (settings.Invert ? score < _nearest.Score : score > _nearest.Score)) _nearest = new GrepHit(unit, score);
        if (!settings.Matches(score)) return true;
        if (settings.Show == GrepShow.Nothing)
        {
            _found = true;
            return false;
        }
        if (unit.File is { } file) file.Matches++;
        else _withoutFile++;
        if (settings.Show == GrepShow.Units) _hits.Add(new GrepHit(unit, score));
        // Files of a pipe have no end that would be told.
        if (unit.Original is not null && settings.Show is GrepShow.FilesWith or GrepShow.Counts && unit.File is { Matches: 1 }) Remember(unit.File);
        return true;
    }

    /// <summary>Prints what is left to print.</summary>
    /// <returns>Whether anything was found.</returns>
    public bool Finish()
    {
        switch (settings.Show)
        {
            case GrepShow.Nothing:
                return _found;
            case GrepShow.Counts:
                if (_withoutFile > 0 || _printed.Count == 0) Remember(new GrepFile(null, "") { Matches = _withoutFile });
                if (context.Json)
                    context.Output.Json(new JsonObject { ["counts"] = new JsonArray([.. _files.Select(static file => new JsonObject { ["path"] = file.Name.Length > 0 ? file.Name : null, ["count"] = file.Matches })]) });
                break;
            case GrepShow.FilesWith or GrepShow.FilesWithout:
                if (context.Json) context.Output.Json(new JsonObject { ["files"] = JsonNodeOutput.Texts(_files.Select(static file => file.Name)) });
                break;
            default:
                PrintHits(_hits.Drain());
                break;
        }
        if (!_found && !context.Json) SayNearest();
        return _found;
    }

    private void EndFile(GrepFile file)
    {
        var wanted = settings.Show switch
        {
            GrepShow.FilesWith => file.Matches > 0,
            GrepShow.FilesWithout => file.Matches == 0,
            GrepShow.Counts => true,
            _ => false,
        };
        if (wanted) Remember(file);
    }

    private void Remember(GrepFile file)
    {
        if (!_printed.Add(file.Name)) return;
        _found |= settings.Show != GrepShow.Counts || file.Matches > 0;
        if (context.Json || file.Path is null) _files.Add(file);
        if (context.Json) return;
        if (settings.Show != GrepShow.Counts) context.Output.Line(_style.Name(file.Name));
        // What comes through a pipe is counted to its end.
        else if (file.Path is not null) PrintCount(file);
    }

    private void PrintCount(GrepFile file) => context.Output.Line($"{(settings.FileNames && file.Name.Length > 0 ? _style.Name(file.Name) + _style.Separator(":") : "")}{file.Matches}");

    private void PrintHits(List<GrepHit> hits)
    {
        _found = hits.Count > 0;
        var withContext = settings.Before > 0 || settings.After > 0;
        if (context.Json)
        {
            context.Output.Json(GrepJson.OfHits(settings, hits, _units, withContext));
            return;
        }
        if (!withContext)
        {
            foreach (var hit in hits) PrintHit(hit);
            return;
        }
        foreach (var (index, group) in GrepContextLines.Read(hits, settings.Before, settings.After).Index())
        {
            if (index > 0) context.Output.Line(_style.Separator("--"));
            PrintGroup(group);
        }
    }

    private void PrintGroup(GrepContextLines group)
    {
        var next = 0;
        foreach (var (number, text) in group.Lines)
        {
            var inside = group.Hits.Any(hit => number > hit.Unit.Line && number <= hit.Unit.LastLine);
            if (next < group.Hits.Count && group.Hits[next].Unit.Line == number)
                for (; next < group.Hits.Count && group.Hits[next].Unit.Line == number; next++) PrintHit(group.Hits[next]);
            else if (!inside)
                context.Output.Line($"{_style.Place(group.File.Name, number, isMatch: false)}{GrepStyle.OneLine(text)}");
        }
    }

    private void PrintHit(GrepHit hit)
    {
        var unit = hit.Unit;
        var text = unit.Original is { } original
            ? PipedLine.ForOutput(original, settings.Colors)
            : $"{_style.Place(unit.File?.Name, unit.Line, isMatch: true)}{GrepStyle.OneLine(unit.Text!)}";
        context.Output.Line($"{text}  {_style.Score($"[{GrepStyle.Number(hit.Score)}]")}");
    }

    /// <summary>Where nothing matches, the nearest tells whether the threshold is at fault.</summary>
    private void SayNearest()
    {
        if (settings.Show == GrepShow.FilesWithout || _nearest is not { } nearest) return;
        var unit = nearest.Unit;
        var place = unit.File is { } file ? $" at {file.Name}{(unit.Line > 0 ? $":{unit.Line}" : "")}" : "";
        context.Output.Note($"nothing {(settings.Invert ? "is below" : "reaches")} {GrepStyle.Number(settings.Threshold ?? 0)}; the nearest is {GrepStyle.Number(nearest.Score)}{place} (--threshold)");
    }

    /// <summary>Prints the counts of files that came through a pipe, which are complete only now.</summary>
    public void PrintPipedCounts()
    {
        if (settings.Show != GrepShow.Counts || context.Json) return;
        foreach (var file in _files) PrintCount(file);
    }
}
