using System.Text.Json.Nodes;
using JinaSharp.Cli.Output;

namespace JinaSharp.Cli.Grep;

/// <summary>Gives every unit its nearest label.</summary>
internal sealed class LabelSearch(CliContext context, GrepSettings settings)
{
    private readonly GrepStyle _style = new(settings);
    private readonly Dictionary<string, int> _counts = settings.Labels.ToDictionary(static label => label, static _ => 0, StringComparer.Ordinal);
    private readonly JsonArray _json = [];
    private GrepFile? _file;
    private int _ofFile;
    private int _shown;

    /// <summary>Takes one unit in.</summary>
    /// <returns>Whether more are wanted.</returns>
    public bool Accept(GrepUnit unit, float[] scores)
    {
        if (unit.Text is null) return true;
        var order = Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i]).ToList();
        if (!settings.Matches(scores[order[0]])) return true;
        if (unit.File != _file) (_file, _ofFile) = (unit.File, 0);
        if (++_ofFile > settings.MostOfFile) return true;
        _shown++;
        if (settings.Show == GrepShow.Nothing) return false;
        var best = settings.Labels[order[0]];
        _counts[best]++;
        if (settings.Show != GrepShow.Counts) Print(unit, scores, order, best);
        return settings.Most is not { } most || _shown < most;
    }

    /// <summary>Prints what is left to print.</summary>
    /// <returns>Whether anything was labelled.</returns>
    public bool Finish()
    {
        if (settings.Show == GrepShow.Counts)
        {
            if (context.Json) context.Output.Json(new JsonObject { ["counts"] = new JsonObject([.. settings.Labels.Select(label => KeyValuePair.Create(label, (JsonNode?)_counts[label]))]) });
            else foreach (var label in settings.Labels) context.Output.Line($"{TerminalText.Escape(label)}{_style.Separator(":")}{_counts[label]}");
        }
        else if (context.Json && settings.Show != GrepShow.Nothing)
        {
            context.Output.Json(new JsonObject { ["labels"] = JsonNodeOutput.Texts(settings.Labels), ["model"] = settings.Model, ["results"] = _json });
        }
        return _shown > 0;
    }

    private void Print(GrepUnit unit, float[] scores, List<int> order, string best)
    {
        if (context.Json)
        {
            var result = GrepJson.OfUnit(unit);
            result["label"] = best;
            result["scores"] = new JsonObject([.. order.Select(i => KeyValuePair.Create(settings.Labels[i], (JsonNode?)Math.Round(scores[i], 6)))]);
            _json.Add(result);
            return;
        }
        if (settings.Show == GrepShow.LabelsOnly)
        {
            context.Output.Line(TerminalText.Escape(best));
            return;
        }
        var text = unit.Original is { } original
            ? PipedLine.ForOutput(original, settings.Colors)
            : $"{_style.Place(unit.File?.Name, unit.Line, isMatch: true)}{GrepStyle.OneLine(unit.Text!)}";
        var labels = order.Select((i, rank) =>
        {
            var label = $"{TerminalText.Escape(settings.Labels[i])}:{GrepStyle.Number(scores[i])}";
            return rank == 0 ? _style.Best(label) : _style.Score(label);
        });
        context.Output.Line($"{text}  {_style.Score("[")}{string.Join(' ', labels)}{_style.Score("]")}");
    }
}
