using JinaSharp.Cli.Output;

namespace JinaSharp.Cli.Grep;

/// <summary>The colours of grep: names magenta, numbers green, separators cyan; scores dim, the best label bold.</summary>
internal sealed class GrepStyle(GrepSettings settings)
{
    public string Name(string text) => Paint("35", TerminalText.Escape(text));

    public string Separator(string text) => Paint("36", text);

    public string Score(string text) => Paint("2", text);

    public string Best(string text) => Paint("1;33", text);

    public static string Number(double score) => score.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>File and line before a text, with the separator of a match or of a line beside one.</summary>
    public string Place(string? file, int line, bool isMatch)
    {
        var separator = Separator(isMatch ? ":" : "-");
        var place = settings.FileNames && file is not null ? Name(file) + separator : "";
        return settings.LineNumbers && line > 0 ? $"{place}{Paint("32", $"{line}")}{separator}" : place;
    }

    /// <summary>A text on one line.</summary>
    public static string OneLine(string text) => TerminalText.Line(text);

    private string Paint(string code, string text) => settings.Colors && text.Length > 0 ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
