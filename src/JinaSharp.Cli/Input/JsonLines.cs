using System.Text.Json;

namespace JinaSharp.Cli.Input;

/// <summary>The values of <c>--jsonl</c>: one JSON value a line on stdin.</summary>
internal static class JsonLines
{
    /// <summary>Reads the values; empty lines are skipped, and an error names the line.</summary>
    public static async IAsyncEnumerable<JsonLine> ReadAsync(CliContext context)
    {
        if (context.Host.InIsTerminal)
            throw new CliException("--jsonl reads one JSON value a line on stdin, and stdin is a terminal. Pipe a file into it.");
        for (var number = 1; await context.Host.In.ReadLineAsync(context.CancellationToken) is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            yield return Parse(line, number);
        }
    }

    private static JsonLine Parse(string line, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return new JsonLine(document.RootElement.Clone(), number);
        }
        catch (JsonException exception)
        {
            throw new CliException($"Line {number} of stdin is not a JSON value: {exception.Message}");
        }
    }
}
