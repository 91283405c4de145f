using System.CommandLine;

namespace JinaSharp.Cli.Commands;

/// <summary>How a command is called, in a few lines.</summary>
internal static class CommandUsage
{
    /// <summary>Usage, examples, and where the options are told.</summary>
    public static void WriteShort(TextWriter writer, Command command)
    {
        writer.WriteLine($"Usage: {Line(command)}");
        WriteExamples(writer, command);
        writer.WriteLine($"{Path(command)} --help lists the options.");
    }

    public static void WriteExamples(TextWriter writer, Command command)
    {
        var examples = CommandExamples.Of(command.Name);
        if (examples.Count == 0) return;
        writer.WriteLine("Examples:");
        foreach (var example in examples) writer.WriteLine($"  {example}");
    }

    private static string Line(Command command)
    {
        var parts = new List<string> { Path(command) };
        if (command.Subcommands.Count > 0) parts.Add("COMMAND");
        foreach (var argument in command.Arguments.Where(static argument => !argument.Hidden))
        {
            var name = argument.Name.ToUpperInvariant();
            if (argument.Arity.MaximumNumberOfValues > 1) name += "...";
            parts.Add(argument.Arity.MinimumNumberOfValues > 0 ? name : $"[{name}]");
        }
        parts.Add("[OPTIONS]");
        return string.Join(' ', parts);
    }

    /// <summary>The command's name, with those of the commands above it.</summary>
    public static string Path(Command command)
    {
        var names = new Stack<string>();
        for (var current = command; current is not null and not RootCommand; current = current.Parents.OfType<Command>().FirstOrDefault()) names.Push(current.Name);
        return names.Count == 0 ? "jina" : $"jina {string.Join(' ', names)}";
    }
}
