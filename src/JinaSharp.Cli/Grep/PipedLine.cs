using System.Text.RegularExpressions;

namespace JinaSharp.Cli.Grep;

/// <summary>A line of a pipe, as grep and its like print it: <c>file:line:content</c>, <c>file:content</c>, <c>line:content</c> or <c>content</c>.</summary>
/// <param name="File">The file's name; null where there is none.</param>
/// <param name="Line">The line's number; 0 where there is none.</param>
/// <param name="Content">What is compared with the pattern.</param>
internal readonly partial record struct PipedLine(string? File, int Line, string Content)
{
    public static PipedLine Parse(string line)
    {
        var plain = Escapes().Replace(line, "");
        if (Numbered().Match(plain) is { Success: true } numbered && int.TryParse(numbered.Groups["line"].Value, out var number))
            return new PipedLine(numbered.Groups["file"] is { Success: true, Value: var file } ? file : null, number, numbered.Groups["content"].Value);
        // Prose has colons, too: a name looks like a path, with a folder or an ending, and has no spaces.
        return Named().Match(plain) is { Success: true } named
            ? new PipedLine(named.Groups["file"].Value, 0, named.Groups["content"].Value)
            : new PipedLine(null, 0, plain);
    }

    /// <summary>The line with colours alone of what controls a terminal, or with nothing of it.</summary>
    public static string ForOutput(string line, bool colors) => Output.TerminalText.Escape(
        Escapes().Replace(line, match => colors && Colors().IsMatch(match.Value) ? match.Value.Replace('\u001b', '\uE000') : ""), keepNewlines: true).Replace('\uE000', '\u001b');

    // Control sequences of terminals: ESC [ ... letter.
    [GeneratedRegex(@"\u001b\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Escapes();

    [GeneratedRegex(@"^\u001b\[[0-9;]*[mK]$")]
    private static partial Regex Colors();

    [GeneratedRegex(@"^(?:(?<file>[^:]+):)?(?<line>[0-9]{1,9}):(?<content>.*)$", RegexOptions.Singleline)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"^(?<file>[^:\s]*[./][^:\s]*):(?!//)(?<content>.*)$", RegexOptions.Singleline)]
    private static partial Regex Named();
}
