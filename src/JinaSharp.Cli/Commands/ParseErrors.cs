using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using JinaSharp.Cli.Output;

namespace JinaSharp.Cli.Commands;

/// <summary>What is said of a command line that cannot be understood; on stderr, as data belongs on stdout.</summary>
internal static partial class ParseErrors
{
    private const string ApiKeyOption = "--api-key";

    /// <summary>Commands of Jina's own command line that are not here, and why.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["expand"] = "query expansion is only at an undocumented host of Jina's (svip.jina.ai), which may change or close at any time",
        ["pdf"] = "figures of PDFs are only at an undocumented host of Jina's (svip.jina.ai); 'jina read FILE.pdf' gives a PDF's text",
        ["bibtex"] = "it asks DBLP and Semantic Scholar, not Jina; 'jina search QUERY --arxiv' finds papers",
        ["datetime"] = "it guesses from a page's headers; 'jina read URL --json' gives publishedTime where the page says it",
        ["primer"] = "it prints where and when it runs, which needs services beside the Jina API",
    };

    /// <summary>Whether a key is on the command line, where it would be seen in lists of processes and in the shell's history.</summary>
    public static bool HasKey(IEnumerable<string> args) =>
        args.TakeWhile(static arg => arg != "--").Any(static arg => arg == ApiKeyOption || arg.StartsWith(ApiKeyOption + "=", StringComparison.Ordinal));

    /// <summary>Refuses a key; it is not repeated in the message.</summary>
    public static void WriteKeyRefusal(TextWriter error) =>
        error.WriteLine("jina: keys are not given on the command line, where other users and the shell's history see them. Set the environment variable JINA_API_KEY in place of --api-key.");

    /// <summary>An argument that looks like an option and is not behind <c>--</c>; null where there is none.</summary>
    public static string? FindStrayOption(ParseResult parsed, IReadOnlyList<string> args)
    {
        var behind = args.SkipWhile(static arg => arg != "--").ToHashSet(StringComparer.Ordinal);
        return parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(static argument => argument.Tokens).Select(static token => token.Value)
            .FirstOrDefault(text => OptionLike().IsMatch(text) && !behind.Contains(text));
    }

    /// <summary>Refuses it.</summary>
    public static void WriteStrayOption(ParseResult parsed, string option, TextWriter error)
    {
        var name = option.Split('=')[0];
        error.WriteLine($"jina: {CommandUsage.Path(parsed.CommandResult.Command)["jina".Length..].TrimStart()} has no option {name}.{DidYouMean(name, OptionNames(parsed.CommandResult))} A text that begins so goes behind --.");
    }

    /// <summary>Writes what is wrong.</summary>
    public static void Write(ParseResult parsed, IReadOnlyList<string> args, TextWriter error)
    {
        var command = parsed.CommandResult.Command;
        if (args.Count == 0)
        {
            WriteCommands((RootCommand)command, error);
            return;
        }
        if (command is RootCommand && parsed.UnmatchedTokens.FirstOrDefault(static token => !token.StartsWith('-')) is { } name)
        {
            WriteUnknownCommand(name, command, error);
            return;
        }
        foreach (var problem in parsed.Errors)
        {
            // What follows an option that is not known is most often its value.
            if (parsed.UnmatchedTokens.FirstOrDefault(static token => token.StartsWith('-')) is { } option && problem.Message.Contains($"'{option}'", StringComparison.Ordinal))
            {
                error.WriteLine($"jina: {TerminalText.Escape(problem.Message)}{DidYouMean(option, OptionNames(parsed.CommandResult))}");
                return;
            }
            error.WriteLine($"jina: {TerminalText.Escape(Plain(problem.Message, parsed.CommandResult.Command))}");
        }
        // Where something is missing, examples help; where something is wrong, the message does.
        if (parsed.Errors.Any(static problem => problem.Message.StartsWith("Required", StringComparison.Ordinal))) CommandUsage.WriteShort(error, command);
    }

    /// <summary>The parser's message without the names of the platform's types.</summary>
    private static string Plain(string message, Command command)
    {
        // A list of what is allowed, one a line.
        if (Unparsable().Match(message) is not { Success: true } match) return message.Replace(":\n\t", ": ", StringComparison.Ordinal).Replace("\n\t", ", ", StringComparison.Ordinal);
        var (value, name, type) = (match.Groups["value"].Value, match.Groups["name"].Value, match.Groups["type"].Value);
        var expected = type switch
        {
            _ when type.Contains("Int", StringComparison.Ordinal) => "a whole number",
            _ when type.Contains("Double", StringComparison.Ordinal) => "a number",
            _ when type.Contains("Boolean", StringComparison.Ordinal) => "true or false",
            _ => command.Options.FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name))?.HelpName?.Replace("|", ", ", StringComparison.Ordinal) ?? "another value",
        };
        return $"{name} cannot be '{value}'; expected {expected}.";
    }

    [GeneratedRegex("^Cannot parse argument '(?<value>.*)' for option '(?<name>[^']*)' as expected type '(?<type>[^']*)'", RegexOptions.Singleline)]
    private static partial Regex Unparsable();

    [GeneratedRegex("^--?[A-Za-z][A-Za-z0-9-]*(=.*)?$", RegexOptions.Singleline)]
    private static partial Regex OptionLike();

    private static void WriteUnknownCommand(string name, Command root, TextWriter error)
    {
        error.WriteLine(Elsewhere.TryGetValue(name, out var reason)
            ? $"jina: there is no command '{name}' here: {reason}."
            : $"jina: there is no command '{TerminalText.Escape(name)}'.{DidYouMean(name, root.Subcommands.Select(static command => command.Name))} jina --help lists all.");
    }

    private static void WriteCommands(RootCommand root, TextWriter error)
    {
        error.WriteLine("Usage: jina COMMAND [OPTIONS]");
        foreach (var command in root.Subcommands) error.WriteLine($"  {command.Name,-12}{command.Description}");
        error.WriteLine("jina COMMAND --help lists the options of one.");
    }

    private static IEnumerable<string> OptionNames(CommandResult result) =>
        result.Command.Options.Concat(result.Command.Parents.OfType<Command>().SelectMany(static parent => parent.Options)).SelectMany(static option => option.Aliases.Append(option.Name));

    private static string DidYouMean(string text, IEnumerable<string> names)
    {
        var near = names.Select(name => (Name: name, Distance: Distance(text, name))).OrderBy(static candidate => candidate.Distance).ToList();
        var longer = near.FindAll(candidate => candidate.Name.StartsWith(text, StringComparison.Ordinal));
        var found = longer.Count > 0 ? longer
            : near.Count > 0 && near[0].Distance <= 2
            ? near.TakeWhile(candidate => candidate.Distance == near[0].Distance)
            // Two letters in common are better than nothing.
            : near.Where(candidate => text.Length > 3 && candidate.Name.StartsWith(text[..(text[0] == '-' ? 4 : 2)], StringComparison.Ordinal));
        var list = string.Join(", ", found.Take(3).Select(static candidate => candidate.Name));
        return list.Length == 0 ? "" : $" Did you mean: {list}?";
    }

    // Levenshtein, row by row.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.Length];
    }
}
