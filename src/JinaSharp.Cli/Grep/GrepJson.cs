using System.Text.Json.Nodes;
using JinaSharp.Cli.Output;

namespace JinaSharp.Cli.Grep;

/// <summary>What <c>jina grep --json</c> prints.</summary>
internal static class GrepJson
{
    public static JsonObject OfHits(GrepSettings settings, List<GrepHit> hits, long units, bool withContext)
    {
        var results = new JsonArray();
        var lines = withContext ? GrepContextLines.Read(hits, settings.Before, settings.After) : [];
        foreach (var hit in hits)
        {
            var result = OfUnit(hit.Unit);
            result["score"] = Math.Round(hit.Score, 6);
            if (withContext)
            {
                var around = lines.First(group => group.Hits.Contains(hit)).Lines;
                var (first, last) = (hit.Unit.Line, hit.Unit.LastLine);
                result["before"] = JsonNodeOutput.Texts(around.Where(line => line.Number >= first - settings.Before && line.Number < first).Select(static line => line.Text));
                result["after"] = JsonNodeOutput.Texts(around.Where(line => line.Number > last && line.Number <= last + settings.After).Select(static line => line.Text));
            }
            results.Add(result);
        }
        return new JsonObject
        {
            ["pattern"] = settings.Pattern,
            ["model"] = settings.Model,
            ["threshold"] = settings.Threshold,
            ["searched"] = units,
            ["results"] = results,
        };
    }

    public static JsonObject OfUnit(GrepUnit unit) => new()
    {
        ["path"] = unit.File?.Name,
        ["line"] = unit.Line > 0 ? unit.Line : null,
        ["line_end"] = unit.Line > 0 ? unit.LastLine : null,
        ["text"] = unit.Text,
    };
}
